using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>What a transaction adds to a run's totals. Its row is locked last and for the shortest time, so that transactions of one worker wait for each other's commit only.</summary>
internal static class TotalsRow
{
    private const string Add = """
        INSERT INTO bulkcopy.run_totals AS t (run_id, worker_id, listed, listed_bytes, copied, adopted, skipped, source_changed, already_present,
            failed, bytes, verified, size_only, retries, to_delete, deleted, source_seen, destination_seen)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        ON CONFLICT (run_id, worker_id) DO UPDATE SET
            listed = t.listed + excluded.listed, listed_bytes = t.listed_bytes + excluded.listed_bytes, copied = t.copied + excluded.copied,
            adopted = t.adopted + excluded.adopted, skipped = t.skipped + excluded.skipped, source_changed = t.source_changed + excluded.source_changed,
            already_present = t.already_present + excluded.already_present, failed = t.failed + excluded.failed, bytes = t.bytes + excluded.bytes,
            verified = t.verified + excluded.verified, size_only = t.size_only + excluded.size_only, retries = t.retries + excluded.retries,
            to_delete = t.to_delete + excluded.to_delete, deleted = t.deleted + excluded.deleted,
            source_seen = t.source_seen + excluded.source_seen, destination_seen = t.destination_seen + excluded.destination_seen
        """;

    /// <summary>Adds the statement to a batch.</summary>
    public static void AddTo(NpgsqlBatch batch, RunId run, WorkerId worker, RunTotals more) => batch.Add(Add)
        .With(run.Value).With(worker.Value).With(more.Listed).With(more.ListedBytes).With(more.Copied).With(more.Adopted).With(more.Skipped)
        .With(more.SourceChanged).With(more.AlreadyPresent).With(more.Failed).With(more.Bytes).With(more.Verified).With(more.SizeOnly).With(more.Retries)
        .With(more.ToDelete).With(more.Deleted).With(more.SourceSeen).With(more.DestinationSeen);

    /// <summary>What these outcomes add.</summary>
    public static RunTotals Of(IReadOnlyList<Outcome> outcomes)
    {
        Span<long> results = stackalloc long[(int)OutcomeResult.Deleted + 1];
        long bytes = 0, verified = 0, sizeOnly = 0, retries = 0;
        foreach (var outcome in outcomes)
        {
            if (!outcome.Final)
            {
                retries += outcome.Result == OutcomeResult.Restoring ? 0 : 1;
                continue;
            }
            results[(int)outcome.Result]++;
            // In a run that verifies, what was present is proved too.
            verified += outcome.Proof is Proof.ETag or Proof.Crc64 or Proof.Checksum or Proof.Content or Proof.DeleteMarker ? 1 : 0;
            sizeOnly += outcome.Proof is Proof.SizeOnly ? 1 : 0;
            bytes += outcome.Result is OutcomeResult.Copied or OutcomeResult.Adopted ? outcome.Bytes : 0;
        }
        return new RunTotals
        {
            Copied = results[(int)OutcomeResult.Copied],
            Adopted = results[(int)OutcomeResult.Adopted],
            Skipped = results[(int)OutcomeResult.Skipped],
            SourceChanged = results[(int)OutcomeResult.SourceChanged],
            AlreadyPresent = results[(int)OutcomeResult.AlreadyPresent],
            Failed = results[(int)OutcomeResult.Failed],
            Bytes = bytes,
            Verified = verified,
            SizeOnly = sizeOnly,
            Retries = retries,
            Deleted = results[(int)OutcomeResult.Deleted],
        };
    }
}
