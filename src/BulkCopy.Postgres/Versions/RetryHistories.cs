using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Versions;

/// <summary>Gives failed version histories another try. A key is opened from its oldest failed version on, with all that was blocked behind it, and gets one segment.</summary>
internal static class RetryHistories
{
    private const string Reopen = """
        UPDATE bulkcopy.outcomes_{run} SET final = false
        WHERE final AND result = 'Failed' AND entry_id IN (
            SELECT f.entry_id FROM bulkcopy.outcomes_{run} f JOIN bulkcopy.entries_{run} e USING (entry_id)
            WHERE f.final AND f.result = 'Failed' AND e.key IN (
                SELECT k.key FROM bulkcopy.outcomes_{run} o JOIN bulkcopy.entries_{run} k USING (entry_id)
                WHERE o.final AND o.result = 'Failed' AND ($1::text[] IS NULL OR o.code = ANY ($1)) AND ($2::bigint[] IS NULL OR o.entry_id = ANY ($2))))
        RETURNING entry_id
        """;

    // A key that has a segment still needs no other: two of them would write to it at the same time.
    private const string InsertSegments = """
        WITH open AS (
            SELECT DISTINCT e.key FROM bulkcopy.segments_{run} s CROSS JOIN LATERAL unnest(s.entry_ids) n (entry_id) JOIN bulkcopy.entries_{run} e ON e.entry_id = n.entry_id
            WHERE s.state <> 'Done'
        ), oldest AS (
            SELECT max(e.entry_id) AS entry_id, count(*) AS entries, sum(e.size) AS bytes FROM unnest($1::bigint[]) f (entry_id) JOIN bulkcopy.entries_{run} e USING (entry_id)
            WHERE e.key NOT IN (SELECT key FROM open) GROUP BY e.key
        ), slices AS (
            SELECT array_agg(entry_id ORDER BY entry_id) AS ids, sum(entries)::integer AS entries, sum(bytes)::bigint AS bytes
            FROM (SELECT *, (row_number() OVER (ORDER BY entry_id) - 1) / $2 AS slice FROM oldest) numbered GROUP BY slice
        )
        INSERT INTO bulkcopy.segments_{run} (run_id, segment_id, kind, tries, ask_first, entry_count, byte_count, entry_ids)
        SELECT $3, nextval('bulkcopy.segment_id'), 'History', 1, true, entries, bytes, ids FROM slices
        """;

    /// <summary>Whether failures may be tried again in this state. Not while workers write: one may be blocking the versions that are being opened.</summary>
    public static bool MayIn(RunState state) => state is RunState.Paused or RunState.Complete or RunState.Failed;

    /// <summary>Opens failed versions again, in the caller's transaction.</summary>
    public static async Task<IReadOnlyList<long>> ReopenAsync(NpgsqlConnection connection, RunId run, string[]? codes, long[]? entries, CancellationToken cancellationToken)
    {
        await using var reopen = connection.Command(Reopen.For(run)).With(codes).With(entries);
        reopen.CommandTimeout = 0;
        return await reopen.ReadAllAsync(reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds the statement that makes segments of so many keys each.</summary>
    public static void AddSegments(NpgsqlBatch batch, RunId run, IReadOnlyList<long> reopened, int keysPerSegment) =>
        batch.Add(InsertSegments.For(run)).With(reopened.ToArray()).With(keysPerSegment).With(run.Value);
}
