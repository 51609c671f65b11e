using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Reporting;

/// <summary>Reads what happened, by key ranges and never by offset.</summary>
public interface IReportLedger
{
    /// <summary>Entries with their newest outcome, in the order of entry numbers, after <paramref name="after"/>. Only those that failed for good if <paramref name="failedOnly"/>.
    /// Of a source that changed under the run and was copied anew the entry tells what was copied, not what was listed.</summary>
    IAsyncEnumerable<ReportRow> ReadRowsAsync(RunId run, EntryId? after, bool failedOnly, CancellationToken cancellationToken);

    /// <summary>Everything the ledger knows of a key in a run: its entries and all their outcomes, uploads, parts and restores, in order of time. Empty: the run has no such key.</summary>
    Task<IReadOnlyList<TimelineItem>> ExplainAsync(RunId run, string key, CancellationToken cancellationToken);

    /// <summary>Final failures by code, most frequent first, with an example each.</summary>
    Task<IReadOnlyList<FailureGroup>> GroupFailuresAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Objects that the run saw and left out, by reason, most first.</summary>
    Task<IReadOnlyList<LeftOut>> ReadLeftOutAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Recounts the totals from the ledger's rows, to be compared with the counters. Reads the whole run.</summary>
    Task<RunTotals> RecountAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The newest events of a run, oldest first.</summary>
    Task<IReadOnlyList<TimelineItem>> ReadEventsAsync(RunId run, int most, CancellationToken cancellationToken);
}

/// <summary>One line of a completion report.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Outcome">Its newest outcome; <c>null</c> if there is none yet.</param>
public sealed record ReportRow(ManifestEntry Entry, Outcome? Outcome);

/// <summary>One thing that happened.</summary>
/// <param name="At">When.</param>
/// <param name="What">One word: listed, copied, failed …</param>
/// <param name="Detail">The rest of the sentence.</param>
/// <param name="Worker">Number of the worker, if one did it.</param>
/// <param name="Entry">The entry, where it became one.</param>
public sealed record TimelineItem(DateTimeOffset At, string What, string Detail, int? Worker, ManifestEntry? Entry = null);

/// <summary>Failures with the same code.</summary>
public sealed record FailureGroup(string Code, long Count, string ExampleKey, string? ExampleMessage);
