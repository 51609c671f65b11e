namespace BulkCopy.Engine.Jobs;

/// <summary>Number of a run: one execution of a job.</summary>
public readonly record struct RunId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
