using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Reporting;

namespace BulkCopy.Cli.Output;

/// <summary>A run with its failures and events.</summary>
internal sealed record RunDetailDocument(RunDocument Run, IReadOnlyList<FailureDocument> Failures, IReadOnlyList<TimelineItemDocument> Events, BulkCopy.Postgres.Queries.UploadSummary Uploads, IReadOnlyList<LeftOut> LeftOut);

/// <summary>Failures with the same code.</summary>
internal sealed record FailureDocument(string Code, long Count, string ExampleKey, string? ExampleMessage);

/// <summary>The history of a key in a run.</summary>
internal sealed record TimelineDocument(int RunId, string Key, IReadOnlyList<TimelineItemDocument> Timeline);

/// <summary>One thing that happened.</summary>
internal sealed record TimelineItemDocument(DateTimeOffset At, string What, string Detail, int? Worker)
{
    public static TimelineItemDocument Of(TimelineItem item) => new(item.At, item.What, item.Detail, item.Worker);
}

/// <summary>A report that was written to a file.</summary>
internal sealed record ReportDocument(RunDocument Run, string File, string Format, bool FailedOnly, long Rows, string ReportRoot, string VerifiedRoot);

/// <summary>A part of a run's ledger that was written to a file.</summary>
internal sealed record ExportDocument(int RunId, ExportPart What, string File, string Format, long Rows);

/// <summary>How far a database's schema is.</summary>
internal sealed record SchemaDocument(string State, int? Version, IReadOnlyList<string> Applied, IReadOnlyList<string> Pending, string Message);

/// <summary>An emulator that listens.</summary>
internal sealed record EmulatorDocument(string Listening, IReadOnlyList<string> Accounts, string? Data);

/// <summary>How many secrets were sealed anew.</summary>
internal sealed record RotationDocument(int Rotated);

/// <summary>A server that listens.</summary>
internal sealed record ServerDocument(IReadOnlyList<string> Listening);

/// <summary>Failed objects that are tried again.</summary>
internal sealed record RetryDocument(int RunId, long Reopened, BulkCopy.Engine.Jobs.RunState State);

/// <summary>A worker that has begun or ended.</summary>
internal sealed record WorkerDocument(string Name, string State);

/// <summary>What the demo did.</summary>
internal sealed record DemoDocument(IReadOnlyList<DemoRunDocument> Runs, bool Ok, double Seconds);

/// <summary>One migration of the demo.</summary>
internal sealed record DemoRunDocument(RunDocument Run, bool Equal, string Comparison, string Report);
