using BulkCopy.Engine.Reporting;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Dashboard.Overview;
using BulkCopy.Server.Dashboard.Samples;

namespace BulkCopy.Server.Dashboard.Runs;

/// <summary>One run.</summary>
public sealed record RunModel
{
    public required ActiveRun Active { get; init; }
    public required IReadOnlyList<Rate> Rates { get; init; }
    public required RunPulseReading Pulse { get; init; }
    public required IReadOnlyList<FailureGroup> Failures { get; init; }
    public required PrefixReadings Prefixes { get; init; }
    public required IReadOnlyList<UploadRow> Uploads { get; init; }
    public required IReadOnlyList<RunEventRow> Events { get; init; }
    /// <summary>Flow control of the buckets that it reads and writes.</summary>
    public required IReadOnlyList<FlowStateRow> Flow { get; init; }
    /// <summary>Why who asks may not confirm the run; <c>null</c> if they may, or if it does not wait for that.</summary>
    public string? ObjectionToConfirm { get; init; }
    /// <summary>What it is estimated to cost; <c>null</c> unless it waits to be confirmed.</summary>
    public decimal? Estimate { get; init; }
}
