using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Writes a page of a manifest in one transaction of four round trips; two more if it has outcomes, one or two if its keys are recorded.</summary>
internal static class PageWriter
{
    private const string Begin = "BEGIN";
    private const string Commit = "COMMIT";

    private const string MoveCursorIfLeased = """
        UPDATE bulkcopy.listing_ranges SET
            cursor_key = coalesce($6, cursor_key), cursor_version_id = CASE WHEN $6 IS NULL THEN cursor_version_id ELSE $7 END, pages = pages + 1, part = coalesce($9::jsonb, part),
            open_entry = $10, open_versions = $11,
            state = CASE WHEN $8 THEN 'Done' ELSE state END, worker_id = CASE WHEN $8 THEN NULL ELSE worker_id END
        WHERE run_id = $1 AND range_id = $2 AND state = 'Leased' AND worker_id = $3 AND end_through IS NOT DISTINCT FROM $4 AND pages = $5
        """;

    private const string AddLeftOut = """
        INSERT INTO bulkcopy.left_out AS l (run_id, worker_id, reason, objects, bytes) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (run_id, worker_id, reason) DO UPDATE SET objects = l.objects + excluded.objects, bytes = l.bytes + excluded.bytes
        """;

    /// <summary>Nothing is written if the range is not as <paramref name="range"/> says: another holder, another end, or this page is there already.</summary>
    public static async Task<bool> AppendIfLeasedAsync(
        NpgsqlConnection connection, ListingRange range, WorkerId worker, ManifestPage page, CancellationToken cancellationToken)
    {
        using var rows = new CopyBuffer();
        foreach (var entry in page.Entries)
            EntryRows.Append(rows, range.Run, entry);
        if (!await MoveCursorAsync(connection, range, worker, page, cancellationToken).ConfigureAwait(false))
            return false;
        if (page.Entries.Count > 0)
            await rows.SendAsync(connection, EntryRows.CopyInto.For(range.Run), cancellationToken).ConfigureAwait(false);
        if (page.Destinations is { Keys.Count: > 0 } record)
            page = DuplicateDestinations.Settle(page, await DestinationKeyRows.TakeAsync(connection, range.Run, record, cancellationToken).ConfigureAwait(false));
        if (page.Outcomes.Count > 0)
            await CopyOutcomesAsync(connection, range.Run, worker, page, cancellationToken).ConfigureAwait(false);
        if (page.Following.Count > 0)
            await ManifestFiles.InsertPartsAsync(connection, range.Run, page.Following, cancellationToken).ConfigureAwait(false);
        await using var rest = new NpgsqlBatch(connection);
        AddSegments(rest, range.Run, page);
        if (Totals(page) is { } totals)
            TotalsRow.AddTo(rest, range.Run, worker, totals);
        foreach (var leftOut in page.LeftOut)
            rest.Add(AddLeftOut).With(range.Run.Value).With(worker.Value).With(leftOut.Reason).With(leftOut.Objects).With(leftOut.Bytes);
        rest.Add(Commit);
        await rest.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static RunTotals? Totals(ManifestPage page) => page.Entries.Count + page.SourceSeen + page.DestinationSeen == 0 ? null : TotalsRow.Of(page.Outcomes) with
    {
        Listed = page.Entries.Count,
        ListedBytes = page.Entries.Sum(entry => entry.Way == CopyWay.Delete ? 0 : entry.Size),
        ToDelete = page.Entries.Count(entry => entry.Way == CopyWay.Delete),
        SourceSeen = page.SourceSeen,
        DestinationSeen = page.DestinationSeen,
    };

    private static async Task<bool> MoveCursorAsync(
        NpgsqlConnection connection, ListingRange range, WorkerId worker, ManifestPage page, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Begin);
        batch.Add(MoveCursorIfLeased)
            .With(range.Run.Value).With(range.RangeId).With(worker.Value).With(range.EndThrough).With(range.Pages)
            .With(page.LastKey).With(page.LastVersionId).With(page.IsLast).With(page.Part is null ? null : ManifestPartJson.Write(page.Part))
            .With(page.OpenEntry?.Value).With(page.OpenVersions);
        return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
    }

    private static async Task CopyOutcomesAsync(NpgsqlConnection connection, RunId run, WorkerId worker, ManifestPage page, CancellationToken cancellationToken)
    {
        using var rows = new CopyBuffer();
        foreach (var outcome in page.Outcomes)
            OutcomeRows.Append(rows, run, worker, outcome);
        await rows.SendAsync(connection, OutcomeRows.CopyInto.For(run), cancellationToken).ConfigureAwait(false);
    }

    private static void AddSegments(NpgsqlBatch batch, RunId run, ManifestPage page)
    {
        var keys = new Dictionary<long, (string First, string Last)>();
        foreach (var entry in page.Entries)
        {
            var owner = SegmentId.Of(entry.Id).Value;
            keys[owner] = !keys.TryGetValue(owner, out var known) ? (entry.Key, entry.Key)
                : (KeyOrder.Compare(entry.Key, known.First) < 0 ? entry.Key : known.First, KeyOrder.Compare(entry.Key, known.Last) > 0 ? entry.Key : known.Last);
        }
        foreach (var segment in page.Segments)
        {
            var numbered = keys.TryGetValue(segment.Id.Value, out var range);
            SegmentRows.AddTo(batch, run, segment, numbered ? range.First : null, numbered ? range.Last : null);
        }
    }
}
