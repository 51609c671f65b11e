using BulkCopy.Engine.Workers;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>The ledger in PostgreSQL.</summary>
public static class PostgresLedger
{
    /// <summary>What a worker uses of it. All parts share <paramref name="source"/>, which comes from <see cref="LedgerDataSource"/>.</summary>
    public static LedgerAccess Over(NpgsqlDataSource source) =>
        new(new RunLedger(source), new ManifestLedger(source), new SegmentLedger(source), new WorkerLedger(source), new UploadLedger(source), new Tiering.RestoreLedger(source), new Throttling.FlowLedger(source),
            new ProbeLedger(source), new RevisionLedger(source), new Versions.VersionLedger(source));
}
