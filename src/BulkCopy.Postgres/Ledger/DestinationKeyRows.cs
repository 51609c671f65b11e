using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Keys at the destination that entries of a run have taken, by hash.</summary>
internal static class DestinationKeyRows
{
    // Sorted, so that two pages with the same keys wait for each other in one order. Who waits sees what the other has written.
    private const string Take = """
        INSERT INTO bulkcopy.destination_keys_{run} (entry_id, key_hash)
        SELECT entry_id, key_hash FROM unnest($1::bigint[], $2::uuid[]) k(entry_id, key_hash) ORDER BY key_hash, entry_id
        ON CONFLICT (key_hash) DO NOTHING
        """;

    private const string FindHolders = $$"""
        SELECT {{EntryRows.Columns}}, k.entry_id
        FROM unnest($1::bigint[], $2::uuid[]) k(entry_id, key_hash) JOIN bulkcopy.destination_keys_{run} d USING (key_hash)
            JOIN bulkcopy.entries_{run} e ON e.entry_id = d.entry_id
        WHERE d.entry_id <> k.entry_id
        """;

    /// <summary>Takes keys for the entries of a page, which are written already in the same transaction. Returns the entries whose key another one has.</summary>
    public static async Task<IReadOnlyList<DestinationConflict>> TakeAsync(NpgsqlConnection connection, RunId run, DestinationRecord record, CancellationToken cancellationToken)
    {
        var entries = record.Keys.Select(key => key.Entry.Value).ToArray();
        var hashes = record.Keys.Select(key => key.Hash).ToArray();
        await using var take = connection.Command(Take.For(run)).With(entries).With(hashes);
        if (await take.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == entries.Length)
            return [];
        await using var find = connection.Command(FindHolders.For(run)).With(entries).With(hashes);
        return await find.ReadAllAsync(
            reader => new DestinationConflict(new EntryId(reader.GetInt64(EntryRows.ColumnCount)), EntryRows.Read(reader)), cancellationToken).ConfigureAwait(false);
    }
}
