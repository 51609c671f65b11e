using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Tiering;

/// <summary>Declares tiering jobs: copies whose source and destination are the same place.</summary>
public static class TieringJobs
{
    /// <summary>A job that applies a policy to a bucket or a prefix of it.</summary>
    public static JobSpec Declare(StoreLocation location, TieringSpec tiering, string? name = null) => new()
    {
        Name = name ?? $"tiering {tiering.Policy.Name} of {location}",
        Source = location,
        Destination = location,
        Tiering = tiering,
    };
}
