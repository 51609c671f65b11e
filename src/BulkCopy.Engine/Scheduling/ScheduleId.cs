namespace BulkCopy.Engine.Scheduling;

/// <summary>Number of a schedule.</summary>
public readonly record struct ScheduleId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
