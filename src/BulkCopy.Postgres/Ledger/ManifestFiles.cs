using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Manifests.Reading;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Manifests that the ledger holds itself: files that were on somebody's disk, and the failures of earlier runs.</summary>
internal static class ManifestFiles
{
    private const int ChunkBytes = 1 << 20;

    private const string InsertChunk = "INSERT INTO bulkcopy.manifest_chunks (run_id, file, chunk, bytes) VALUES ($1, $2, $3, $4)";

    private const string InsertPart = "INSERT INTO bulkcopy.listing_ranges (run_id, prefix, part) SELECT $1, '', part::jsonb FROM unnest($2::text[]) WITH ORDINALITY p(part, n) ORDER BY n";

    private const string ReadLength = "SELECT coalesce(sum(octet_length(bytes)), 0)::bigint FROM bulkcopy.manifest_chunks WHERE run_id = $1 AND file = $2";

    private const string ReadChunks = "SELECT bytes FROM bulkcopy.manifest_chunks WHERE run_id = $1 AND file = $2 AND chunk BETWEEN $3 AND $4 ORDER BY chunk";

    private const string ReadFailed = $$"""
        SELECT {{EntryRows.RevisedColumns}}
        FROM bulkcopy.outcomes_{run} o JOIN bulkcopy.entries_{run} e USING (entry_id)
            LEFT JOIN bulkcopy.source_revisions r ON r.run_id = $3 AND r.entry_id = e.entry_id
        WHERE o.final AND o.result = 'Failed' AND o.entry_id > $1 AND e.way NOT IN ('Delete', 'DeleteMarker') AND coalesce(o.code, '') NOT IN ('DuplicateDestination', 'Extra')
        ORDER BY o.entry_id LIMIT $2
        """;

    /// <summary>Writes files, and for each the range that reads it.</summary>
    /// <exception cref="ArgumentException">They are larger than a ledger should hold.</exception>
    public static async Task InsertAsync(NpgsqlConnection connection, RunId run, IReadOnlyList<ManifestFile> files, CancellationToken cancellationToken)
    {
        var written = 0L;
        var chunk = new byte[ChunkBytes];
        for (var number = 0; number < files.Count; number++)
        {
            await using var content = files[number].Open();
            var count = ChunkBytes;
            for (var n = 0; count == ChunkBytes; n++)
            {
                count = await content.ReadAtLeastAsync(chunk, ChunkBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if ((written += count) > ManifestFile.MostBytes)
                    throw new ArgumentException($"The manifest has more than {ManifestFile.MostBytes >> 20} MiB, which the ledger does not take: put it into a bucket and name it there.", nameof(files));
                if (count == 0) break;
                await using var insert = connection.Command(InsertChunk).With(run.Value).With(number).With(n).With(new ReadOnlyMemory<byte>(chunk, 0, count));
                await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        await InsertPartsAsync(connection, run, files.Select((file, number) => file.Part with { File = number }), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes ranges that read parts.</summary>
    public static async Task InsertPartsAsync(NpgsqlConnection connection, RunId run, IEnumerable<ManifestPart> parts, CancellationToken cancellationToken)
    {
        await using var insert = connection.Command(InsertPart).With(run.Value).With(parts.Select(ManifestPartJson.Write).ToArray());
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<long> ReadLengthAsync(NpgsqlConnection connection, RunId run, int file, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(ReadLength).With(run.Value).With(file);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    public static async Task<byte[]> ReadAsync(NpgsqlConnection connection, RunId run, int file, long offset, int count, CancellationToken cancellationToken)
    {
        var first = offset / ChunkBytes;
        await using var command = connection.Command(ReadChunks).With(run.Value).With(file).With((int)first).With((int)((offset + count - 1) / ChunkBytes));
        var chunks = await command.ReadAllAsync(reader => reader.GetFieldValue<byte[]>(0), cancellationToken).ConfigureAwait(false);
        var bytes = new byte[count];
        var filled = 0;
        var skip = (int)(offset - (first * ChunkBytes));
        foreach (var chunk in chunks)
        {
            var taken = Math.Min(chunk.Length - skip, count - filled);
            chunk.AsSpan(skip, taken).CopyTo(bytes.AsSpan(filled));
            (filled, skip) = (filled + taken, 0);
        }
        return filled == count ? bytes : throw new InvalidOperationException($"The ledger has {filled} of {count} bytes of the manifest of run {run} that were written down.");
    }

    public static async Task<IReadOnlyList<ManifestEntry>?> ReadFailedAsync(NpgsqlConnection connection, RunId run, long after, int most, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = connection.Command(ReadFailed.For(run)).With(after).With(most).With(run.Value);
            return await command.ReadAllAsync(EntryRows.Read, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException dropped) when (dropped.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return null;
        }
    }
}
