using System.ComponentModel;

namespace BulkCopy.Server.Api;

/// <summary>A job to be made. What is left out keeps its default.</summary>
internal sealed record JobRequest
{
    [Description("A name for people, 1 to 200 characters.")]
    public string? Name { get; init; }
    [Description("What is copied: STORE:BUCKET/PREFIX.")]
    public string? Source { get; init; }
    [Description("Where to: STORE:BUCKET/PREFIX. The source's prefix is replaced by this one.")]
    public string? Destination { get; init; }
    [Description("Wait in Suspended for confirmation after listing.")]
    public bool Confirm { get; init; }
    [Description("How objects are copied.")]
    public JobCopyRequest Copy { get; init; } = new();
    [Description("What happens on failures.")]
    public JobFailuresRequest Failures { get; init; } = new();
}

/// <summary>How objects are copied.</summary>
internal sealed record JobCopyRequest
{
    [Description("Storage class of the copies; the destination's default if left out.")]
    public string? StorageClass { get; init; }
    [Description("Leave objects alone that exist at the destination.")]
    public bool ForbidOverwrite { get; init; }
    [Description("Objects of so many bytes and more are copied in parts.")]
    public long? PartCopyThresholdBytes { get; init; }
    [Description("Preferred part size in bytes, 1 MiB to 5 GiB; 256 MiB if left out.")]
    public long? PartSizeBytes { get; init; }
}

/// <summary>What happens on failures.</summary>
internal sealed record JobFailuresRequest
{
    [Description("Attempts per entry, 1 to 100; 6 if left out.")]
    public int? MaxAttempts { get; init; }
    [Description("The run fails when more than this share of its entries has failed, 0 to 100; 50 if left out.")]
    public double? StopAtFailedPercent { get; init; }
    [Description("… after at least so many outcomes; 1000 if left out.")]
    public long? StopAfterOutcomes { get; init; }
}
