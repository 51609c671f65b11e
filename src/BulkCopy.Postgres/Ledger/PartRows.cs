using BulkCopy.Engine.Segments;
using Npgsql;
using NpgsqlTypes;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Writes copied parts, and the segment that closes an upload when its last part is there.</summary>
internal static class PartRows
{
    private const string Upsert = """
        INSERT INTO bulkcopy.part_outcomes_{run} (run_id, worker_id, entry_id, upload_no, part_number, etag, crc64, duration_ms, at)
        SELECT $1, $2, * FROM unnest($3::bigint[], $4::bigint[], $5::integer[], $6::text[], $7::bigint[], $8::integer[], $9::timestamptz[])
        ON CONFLICT (entry_id, upload_no, part_number) DO UPDATE SET
            etag = excluded.etag, crc64 = excluded.crc64, worker_id = excluded.worker_id, duration_ms = excluded.duration_ms, at = excluded.at
        """;

    // A statement of its own: the one that counts must begin after the lock is held, to see the parts of those who held it before.
    private const string LockUploads = "SELECT FROM bulkcopy.uploads WHERE upload_no = ANY ($1) ORDER BY upload_no FOR NO KEY UPDATE";

    private const string CountPartsAndClose = """
        WITH counted AS (
            UPDATE bulkcopy.uploads u SET parts_done = (
                SELECT count(*) FROM bulkcopy.part_outcomes_{run} p WHERE p.entry_id = u.entry_id AND p.upload_no = u.upload_no)
            WHERE u.upload_no = ANY ($2) AND u.run_id = $1 AND u.state = 'Open' AND u.parts_done < u.part_count
            RETURNING u.entry_id, u.parts_done, u.part_count
        )
        INSERT INTO bulkcopy.segments_{run} (run_id, segment_id, kind, entry_count, byte_count, entry_ids)
        SELECT $1, nextval('bulkcopy.segment_id'), 'UploadClose', 1, 0, ARRAY[entry_id] FROM counted WHERE parts_done = part_count
        """;

    /// <summary>
    /// Adds the statements for the parts and ends that are <paramref name="held"/>. Of all who end part segments of an upload exactly one takes its count
    /// from below all parts to all parts, and only that one adds the closing segment.
    /// </summary>
    public static void AddTo(NpgsqlBatch rest, LedgerBatch batch, Func<PartOutcome, bool> held, Func<SegmentEnd, bool> ended)
    {
        var parts = batch.Parts.Where(held).GroupBy(part => (part.Entry, part.UploadNo, part.PartNumber)).Select(same => same.Last()).ToList();
        if (parts.Count > 0)
            AddUpsert(rest, batch, parts);
        var uploads = batch.Ends.Where(end => end.PartsOf is not null && ended(end)).Select(end => end.PartsOf!.Value).Distinct().ToArray();
        if (uploads.Length == 0)
            return;
        rest.Add(LockUploads).With(uploads);
        rest.Add(CountPartsAndClose.For(batch.Run)).With(batch.Run.Value).With(uploads);
    }

    private static void AddUpsert(NpgsqlBatch rest, LedgerBatch batch, List<PartOutcome> parts)
    {
        var command = rest.Add(Upsert.For(batch.Run))
            .With(batch.Run.Value)
            .With(batch.Worker.Value)
            .With(parts.Select(part => part.Entry.Value).ToArray())
            .With(parts.Select(part => part.UploadNo).ToArray())
            .With(parts.Select(part => part.PartNumber).ToArray())
            .With(parts.Select(part => OutcomeRows.Printable(part.ETag)).ToArray())
            .With(parts.Select(part => part.Crc64 is { } crc ? unchecked((long)crc) : (long?)null).ToArray())
            .With(parts.Select(part => (int)Math.Min(part.Duration.TotalMilliseconds, int.MaxValue)).ToArray());
        command.Parameters.Add(new NpgsqlParameter { Value = parts.Select(part => part.At.UtcDateTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
    }
}
