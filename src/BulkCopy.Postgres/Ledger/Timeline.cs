using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Uploads;
using BulkCopy.Postgres.Tiering;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>What the ledger knows of a key in a run, as sentences in order of time.</summary>
internal static class Timeline
{
    // Segments of one listing do not overlap in keys: behind the first whose keys end before this one there is no other. The versions of one key may fill several.
    internal const string FindSegments = """
        WITH RECURSIVE candidate AS (
            (SELECT segment_id, first_key, last_key FROM bulkcopy.segments_{run} WHERE first_key <= $1 ORDER BY first_key DESC, segment_id DESC LIMIT 1)
            UNION ALL
            SELECT n.segment_id, n.first_key, n.last_key FROM candidate c CROSS JOIN LATERAL (
                SELECT segment_id, first_key, last_key FROM bulkcopy.segments_{run}
                WHERE first_key <= c.first_key AND (first_key, segment_id) < (c.first_key, c.segment_id)
                ORDER BY first_key DESC, segment_id DESC LIMIT 1) n
            WHERE c.last_key >= $1
        )
        SELECT segment_id FROM candidate WHERE last_key >= $1
        """;

    // Several sources and manifests give keys in any order.
    private const string FindOverlappingSegments = """
        SELECT segment_id FROM bulkcopy.segments_{run} WHERE first_key <= $1 AND last_key >= $1
        """;

    private const string IsInOrder = "SELECT coalesce(jsonb_array_length(spec -> 'moreSources'), 0) = 0 AND jsonb_typeof(coalesce(spec -> 'manifest', 'null')) = 'null' FROM bulkcopy.runs WHERE run_id = $1";

    private const string FindEntries = $$"""
        SELECT {{EntryRows.Columns}}, s.created_at, s.segment_id, s.claims
        FROM bulkcopy.segments_{run} s
        JOIN bulkcopy.entries_{run} e ON e.entry_id >= s.segment_id << 10 AND e.entry_id < (s.segment_id + 1) << 10
        WHERE s.segment_id = ANY ($1) AND e.key = $2
        ORDER BY e.entry_id
        """;

    private const string ReadOutcomes = $$"""
        SELECT {{OutcomeRows.Columns}} FROM bulkcopy.outcomes_{run} o WHERE entry_id = ANY ($1) ORDER BY entry_id, attempt
        """;

    private const string ReadUploads = """
        SELECT intended_at, closed_at, state, upload_id, coalesce(part_size, 0), coalesce(part_count, 0), bucket, key
        FROM bulkcopy.uploads WHERE run_id = $1 AND entry_id = ANY ($2) ORDER BY upload_no
        """;

    private const string ReadParts = """
        SELECT max(at), count(*), min(part_number), max(part_number), worker_id, upload_no
        FROM bulkcopy.part_outcomes_{run} WHERE entry_id = ANY ($1) GROUP BY upload_no, worker_id
        """;

    public static async Task<IReadOnlyList<TimelineItem>> ReadAsync(NpgsqlConnection connection, RunId run, string key, CancellationToken cancellationToken)
    {
        await using var order = connection.Command(IsInOrder).With(run.Value);
        var inOrder = await order.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        await using var find = connection.Command((inOrder ? FindSegments : FindOverlappingSegments).For(run)).With(key);
        var segments = await find.ReadAllAsync(reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
        await using var list = connection.Command(FindEntries.For(run)).With(segments.ToArray()).With(key);
        var entries = await list.ReadAllAsync(ReadListed, cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0)
            return [];
        // Histories are listed newest first, and told oldest first.
        if (entries[0].Item.Entry!.VersionNumber is not null)
            entries.Reverse();
        var ids = entries.ConvertAll(entry => entry.Id.Value).ToArray();
        var items = entries.ConvertAll(entry => entry.Item);

        await using var outcomes = connection.Command(ReadOutcomes.For(run)).With(ids);
        items.AddRange(await outcomes.ReadAllAsync(ReadOutcome, cancellationToken).ConfigureAwait(false));
        await using var uploads = connection.Command(ReadUploads).With(run.Value).With(ids);
        items.AddRange((await uploads.ReadAllAsync(ReadUpload, cancellationToken).ConfigureAwait(false)).SelectMany(pair => pair));
        await using var parts = connection.Command(ReadParts.For(run)).With(ids);
        items.AddRange(await parts.ReadAllAsync(ReadPart, cancellationToken).ConfigureAwait(false));
        items.AddRange(await RestoreHistory.ReadAsync(connection, run, ids, cancellationToken).ConfigureAwait(false));
        return [.. items.OrderBy(item => item.At)];
    }

    private static (EntryId Id, TimelineItem Item) ReadListed(NpgsqlDataReader reader)
    {
        var entry = EntryRows.Read(reader);
        var claims = reader.GetInt32(EntryRows.ColumnCount + 2);
        var detail = Invariant($"{entry.Size} bytes, last modified {entry.LastModified:u}")
            + Named("version", entry.VersionId) + Named("ETag", entry.ETag) + Named("class", entry.StorageClass)
            + Invariant($", to be copied by {entry.Way}, entry {entry.Id} of segment {reader.GetInt64(EntryRows.ColumnCount + 1)} ({Claimed(claims)})");
        return (entry.Id, new TimelineItem(reader.Time(EntryRows.ColumnCount), "listed", detail, null, entry));
    }

    private static TimelineItem ReadOutcome(NpgsqlDataReader reader)
    {
        var outcome = OutcomeRows.Read(reader, 0);
        var detail = Invariant($"entry {outcome.Entry}, attempt {outcome.Attempt}, {outcome.Duration.TotalMilliseconds:0} ms")
            + Named("proof", outcome.Proof == Proof.None ? null : outcome.Proof.ToString())
            + Named("version", outcome.DestinationVersionId) + Named("ETag", outcome.DestinationETag)
            + Named("CRC64", outcome.Crc64?.ToString(CultureInfo.InvariantCulture)) + Named("class", outcome.DestinationClass)
            + Named("code", outcome.Code) + (outcome.Message is null ? "" : $": {outcome.Message}")
            + (outcome.Final ? "" : "; to be tried again");
        return new TimelineItem(outcome.At, Word(outcome.Result), detail, reader.GetInt32(4));
    }

    private static TimelineItem[] ReadUpload(NpgsqlDataReader reader)
    {
        var state = reader.GetFieldValue<UploadState>(2);
        var what = Invariant($"multipart upload {reader.TextOrNull(3) ?? "without an id"} of {reader.GetString(6)}/{reader.GetString(7)}");
        var layout = reader.GetInt32(5) == 0 ? "" : Invariant($", {reader.GetInt32(5)} parts of {reader.GetInt64(4)} bytes");
        var begun = new TimelineItem(reader.Time(0), "upload", $"{what}{layout}, now {state}", null);
        return reader.TimeOrNull(1) is { } closed ? [begun, new TimelineItem(closed, "upload", $"{what} {state}", null)] : [begun];
    }

    private static TimelineItem ReadPart(NpgsqlDataReader reader) => new(
        reader.Time(0), "parts", Invariant($"{reader.GetInt64(1)} parts between {reader.GetInt32(2)} and {reader.GetInt32(3)} copied"), reader.GetInt32(4));

    private static string Word(OutcomeResult result) => result switch
    {
        OutcomeResult.SourceChanged => "source-changed",
        OutcomeResult.AlreadyPresent => "already-present",
        _ => result.ToString().ToLowerInvariant(),
    };

    private static string Claimed(int claims) => claims switch { 0 => "not claimed yet", 1 => "claimed once", _ => Invariant($"claimed {claims} times") };

    private static string Named(string name, string? value) => value is null ? "" : $", {name} {value}";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
