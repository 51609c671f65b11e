namespace BulkCopy.Engine.Workers;

/// <summary>Number of a worker; a process that starts again gets a new one.</summary>
public readonly record struct WorkerId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
