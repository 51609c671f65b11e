namespace BulkCopy.Engine.Jobs;

/// <summary>Number of a job.</summary>
public readonly record struct JobId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
