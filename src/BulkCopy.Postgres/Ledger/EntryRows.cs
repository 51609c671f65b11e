using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Manifest entries as rows of a run's partition.</summary>
internal static class EntryRows
{
    /// <summary>Columns in the order of <see cref="Append"/>.</summary>
    internal const string CopyInto = """
        COPY bulkcopy.entries_{run} (entry_id, size, last_modified, run_id, way, key, version_id, etag, storage_class, rule, source, version_no) FROM STDIN (FORMAT BINARY)
        """;

    /// <summary>Columns in the order of <see cref="Read"/>.</summary>
    internal const string Columns = "e.entry_id, e.size, e.last_modified, e.way, e.key, e.version_id, e.etag, e.storage_class, e.rule, e.source, e.version_no";

    /// <summary><see cref="Columns"/> with the entry's source as it was planned anew, from the revisions <c>r</c>.</summary>
    internal const string RevisedColumns = "e.entry_id, coalesce(r.size, e.size), coalesce(r.last_modified, e.last_modified), coalesce(r.way, e.way), e.key, e.version_id, "
        + "coalesce(r.etag, e.etag), coalesce(r.storage_class, e.storage_class), e.rule, e.source, e.version_no";

    /// <summary>Number of <see cref="Columns"/>.</summary>
    internal const int ColumnCount = 11;

    public static void Append(CopyBuffer rows, RunId run, ManifestEntry entry)
    {
        rows.BeginRow(12);
        rows.Write(entry.Id.Value);
        rows.Write(entry.Size);
        rows.Write(entry.LastModified);
        rows.Write(run.Value);
        rows.WriteLabel(EnumLabels<CopyWay>.Of((int)entry.Way));
        rows.Write(entry.Key);
        rows.Write(entry.VersionId);
        rows.Write(entry.ETag);
        rows.Write(entry.StorageClass);
        if (entry.Rule is { } rule) rows.Write(rule);
        else rows.WriteNull();
        if (entry.Source != 0) rows.Write(entry.Source);
        else rows.WriteNull();
        if (entry.VersionNumber is { } number) rows.Write(number);
        else rows.WriteNull();
    }

    /// <summary>Reads the row that a COPY of <see cref="Columns"/> is at. Entries in a row mostly share their storage class, which is then one string.</summary>
    public static ManifestEntry Read(ref CopyRowReader row, ref string? storageClass) => new()
    {
        Id = new EntryId(row.ReadInt64()),
        Size = row.ReadInt64(),
        LastModified = row.ReadTime(),
        Way = (CopyWay)EnumLabels<CopyWay>.Find(row.ReadBytes()),
        Key = row.ReadText()!,
        VersionId = row.ReadText(),
        ETag = row.ReadText(),
        StorageClass = storageClass = row.ReadText(storageClass),
        Rule = row.ReadInt16OrNull(),
        Source = row.ReadInt16OrNull() ?? 0,
        VersionNumber = row.ReadInt32OrNull(),
    };

    public static ManifestEntry Read(NpgsqlDataReader reader) => new()
    {
        Id = new EntryId(reader.GetInt64(0)),
        Size = reader.GetInt64(1),
        LastModified = reader.Time(2),
        Way = reader.GetFieldValue<CopyWay>(3),
        Key = reader.GetString(4),
        VersionId = reader.TextOrNull(5),
        ETag = reader.TextOrNull(6),
        StorageClass = reader.TextOrNull(7),
        Rule = reader.IsDBNull(8) ? null : reader.GetInt16(8),
        Source = reader.IsDBNull(9) ? (short)0 : reader.GetInt16(9),
        VersionNumber = reader.IntOrNull(10),
    };
}
