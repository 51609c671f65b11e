using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>
/// Writes a batch in one transaction of four round trips: lock the held segments; COPY the outcomes (two); everything else and COMMIT.
/// A batch without outcomes takes two. Larger batches cost less: beside its rows a COPY of 1,000 or more costs PostgreSQL 15 about 2 ms of CPU.
/// </summary>
/// <remarks>
/// Fast path: all segments are held and no row is there yet. Failure path: segments that are lost take their rows, ends and releases with them.
/// Slow path: the same batch was written before and the answer was lost. Segments it ended count as lost now; rows of segments still held
/// collide with the key, are looked up, and are left out with what they would have added to the totals. So a batch may be repeated.
/// Locks are taken in the order segments (by number), uploads (by number), totals: two writers never wait for each other in a circle.
/// </remarks>
internal static class BatchWriter
{
    private const string Begin = "BEGIN";
    private const string Commit = "COMMIT";

    private const string LockHeld = """
        SELECT segment_id, claims FROM bulkcopy.segments_{run}
        WHERE segment_id = ANY ($1) AND state = 'Leased' AND worker_id = $2
        ORDER BY segment_id FOR NO KEY UPDATE
        """;

    private const string ListPresent = """
        SELECT o.entry_id, o.attempt FROM bulkcopy.outcomes_{run} o JOIN unnest($1::bigint[], $2::smallint[]) AS n (entry_id, attempt) USING (entry_id, attempt)
        """;

    private const string End = """
        UPDATE bulkcopy.segments_{run} SET state = 'Done', worker_id = NULL, done_at = now() WHERE segment_id = ANY ($1)
        """;

    private const string Release = """
        UPDATE bulkcopy.segments_{run} SET state = 'Ready', worker_id = NULL, due_at = CASE WHEN isfinite(due_at) THEN now() ELSE due_at END, ask_first = segment_id = ANY ($2)
        WHERE segment_id = ANY ($1)
        """;

    /// <summary>Writes <paramref name="batch"/> and returns the segments that were lost.</summary>
    public static async Task<IReadOnlySet<SegmentId>> WriteAsync(NpgsqlConnection connection, LedgerBatch batch, CancellationToken cancellationToken)
    {
        var named = Named(batch);
        if (named.Count == 0)
            return new HashSet<SegmentId>();
        try
        {
            return await WriteOnceAsync(connection, batch, named, leaveOutPresent: false, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && e.TableName?.StartsWith("outcomes_", StringComparison.Ordinal) == true)
        {
            await using var rollback = connection.Command("ROLLBACK");
            await rollback.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return await WriteOnceAsync(connection, batch, named, leaveOutPresent: true, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlySet<SegmentId>> WriteOnceAsync(
        NpgsqlConnection connection, LedgerBatch batch, HashSet<Lease> named, bool leaveOutPresent, CancellationToken cancellationToken)
    {
        var held = await LockHeldAsync(connection, batch, named, cancellationToken).ConfigureAwait(false);
        var lost = named.Where(lease => !held.Contains(lease)).Select(lease => lease.Id).ToHashSet();
        if (held.Count == 0)
            return lost;

        var outcomes = Outcomes(batch, held, lost.Count == 0);
        if (leaveOutPresent)
            outcomes = await WithoutPresentAsync(connection, batch, outcomes, cancellationToken).ConfigureAwait(false);
        if (outcomes.Count > 0)
            await CopyAsync(connection, batch, outcomes, cancellationToken).ConfigureAwait(false);

        await using var rest = new NpgsqlBatch(connection);
        AddEnds(rest, batch, [.. batch.Ends.Where(end => held.Contains(Lease.Of(end.Segment)))]);
        AddReleases(rest, batch, [.. batch.Releases.Where(segment => held.Contains(Lease.Of(segment)))]);
        PartRows.AddTo(rest, batch, part => part.Segment is { } segment && held.Contains(Lease.Of(segment)), end => held.Contains(Lease.Of(end.Segment)));
        if (outcomes.Count > 0)
        {
            TransitionDays.AddTo(rest, batch.Run, batch.Worker, outcomes);
            TotalsRow.AddTo(rest, batch.Run, batch.Worker, TotalsRow.Of(outcomes));
        }
        rest.Add(Commit);
        await rest.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return lost;
    }

    private static async Task<HashSet<Lease>> LockHeldAsync(
        NpgsqlConnection connection, LedgerBatch batch, HashSet<Lease> named, CancellationToken cancellationToken)
    {
        await using var begin = new NpgsqlBatch(connection);
        begin.Add(Begin);
        begin.Add(LockHeld.For(batch.Run)).With(named.Select(lease => lease.Id.Value).Distinct().ToArray()).With(batch.Worker.Value);
        var held = new HashSet<Lease>();
        await using var reader = await begin.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            held.Add(new Lease(new SegmentId(reader.GetInt64(0)), reader.GetInt32(1)));
        held.IntersectWith(named);
        return held;
    }

    private static List<Outcome> Outcomes(LedgerBatch batch, HashSet<Lease> held, bool all)
    {
        var outcomes = new List<Outcome>(batch.Outcomes.Count);
        foreach (var (segment, outcome) in batch.Outcomes)
            if (all || held.Contains(Lease.Of(segment)))
                outcomes.Add(outcome);
        return outcomes;
    }

    private static async Task<List<Outcome>> WithoutPresentAsync(
        NpgsqlConnection connection, LedgerBatch batch, List<Outcome> outcomes, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(ListPresent.For(batch.Run))
            .With(outcomes.Select(outcome => outcome.Entry.Value).ToArray())
            .With(outcomes.Select(outcome => (short)outcome.Attempt).ToArray());
        var present = (await command.ReadAllAsync(reader => (reader.GetInt64(0), (int)reader.GetInt16(1)), cancellationToken).ConfigureAwait(false)).ToHashSet();
        return outcomes.FindAll(outcome => !present.Contains((outcome.Entry.Value, outcome.Attempt)));
    }

    private static async Task CopyAsync(NpgsqlConnection connection, LedgerBatch batch, List<Outcome> outcomes, CancellationToken cancellationToken)
    {
        using var rows = new CopyBuffer();
        foreach (var outcome in outcomes)
            OutcomeRows.Append(rows, batch.Run, batch.Worker, outcome);
        await rows.SendAsync(connection, OutcomeRows.CopyInto.For(batch.Run), cancellationToken).ConfigureAwait(false);
    }

    private static void AddEnds(NpgsqlBatch rest, LedgerBatch batch, List<SegmentEnd> ends)
    {
        if (ends.Count == 0)
            return;
        rest.Add(End.For(batch.Run)).With(ends.Select(end => end.Segment.Id.Value).ToArray());
        foreach (var next in ends.SelectMany(end => end.Next))
            SegmentRows.AddTo(rest, batch.Run, next, null, null);
    }

    private static void AddReleases(NpgsqlBatch rest, LedgerBatch batch, List<LeasedSegment> releases)
    {
        if (releases.Count > 0)
            rest.Add(Release.For(batch.Run))
                .With(releases.Select(segment => segment.Id.Value).ToArray())
                .With(releases.Where(segment => segment.AskFirst).Select(segment => segment.Id.Value).ToArray());
    }

    private static HashSet<Lease> Named(LedgerBatch batch)
    {
        var named = new HashSet<Lease>();
        foreach (var outcome in batch.Outcomes)
            named.Add(Lease.Of(outcome.Segment));
        foreach (var part in batch.Parts)
            named.Add(Lease.Of(part.Segment ?? throw new ArgumentException($"Part {part.PartNumber} of upload {part.UploadNo} was made under no lease.", nameof(batch))));
        foreach (var end in batch.Ends)
            named.Add(Lease.Of(end.Segment));
        foreach (var segment in batch.Releases)
            named.Add(Lease.Of(segment));
        return named;
    }

    private readonly record struct Lease(SegmentId Id, int Claims)
    {
        public static Lease Of(LeasedSegment segment) => new(segment.Id, segment.Claims);
    }
}
