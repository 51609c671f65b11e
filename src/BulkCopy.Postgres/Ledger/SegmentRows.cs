using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Writes new segments.</summary>
internal static class SegmentRows
{
    private const string Insert = """
        INSERT INTO bulkcopy.segments_{run} (run_id, segment_id, kind, due_at, tries, ask_first, entry_count, byte_count, entry_ids,
            first_part, last_part, first_key, last_key, claims, upload_no)
        VALUES ($1, coalesce($2, nextval('bulkcopy.segment_id')), $3, CASE WHEN $15 THEN '-infinity' ELSE now() + $4 END, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $16)
        """;

    /// <summary>Adds the statement that writes <paramref name="segment"/>; its keys are those of the entries it numbers, if it numbers any.</summary>
    public static void AddTo(NpgsqlBatch batch, RunId run, PlannedSegment segment, string? firstKey, string? lastKey) => batch.Add(Insert.For(run))
        .With(run.Value)
        .With(segment.Id.Value == 0 ? (long?)null : segment.Id.Value)
        .With(segment.Kind)
        .With(segment.Delay)
        .With(checked((short)segment.Tries))
        .With(segment.AskFirst)
        .With(segment.EntryCount)
        .With(segment.ByteCount)
        .With(segment.EntryIds?.Select(entry => entry.Value).ToArray())
        .With(segment.FirstPart)
        .With(segment.LastPart)
        .With(firstKey)
        .With(lastKey)
        // Who claims a segment for the first time reads no outcomes: one that has some begins as if it had been claimed.
        .With(segment.HasOutcomes ? 1 : 0)
        .With(segment.IsUrgent)
        .With(segment.UploadNo);
}
