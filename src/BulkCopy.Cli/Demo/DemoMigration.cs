using BulkCopy.Cli.Configuration;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Demo;

/// <summary>One of the demo's migrations: a bucket that is seeded and another that it is copied to.</summary>
internal sealed record DemoMigration
{
    public required string Name { get; init; }

    public required StoreSettings Source { get; init; }

    public required StoreSettings Destination { get; init; }

    public required string SourceBucket { get; init; }

    public required string DestinationBucket { get; init; }

    /// <summary>The job that makes it.</summary>
    public JobSpec Spec => new()
    {
        Name = Name,
        Source = new StoreLocation(Source.Name, SourceBucket, ""),
        Destination = new StoreLocation(Destination.Name, DestinationBucket, ""),
        Copy = new CopyOptions { PartCopyThresholdBytes = DemoSeeder.PartCopyThresholdBytes, PartSizeBytes = DemoSeeder.PartSizeBytes },
    };
}
