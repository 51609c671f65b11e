using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Keys of the web server's own tokens, shared by all servers of one database.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class ProtectionKeyTable(NpgsqlDataSource source)
{
    private const string SelectAll = "SELECT xml FROM bulkcopy.protection_keys ORDER BY created_at, name";

    private const string Upsert = """
        INSERT INTO bulkcopy.protection_keys (name, xml) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET xml = excluded.xml
        """;

    /// <summary>All keys, oldest first. Blocks: the web server asks for them without awaiting.</summary>
    public IReadOnlyList<string> List()
    {
        using var connection = source.OpenConnection();
        using var command = connection.Command(SelectAll);
        using var reader = command.ExecuteReader();
        var keys = new List<string>();
        while (reader.Read())
            keys.Add(reader.GetString(0));
        return keys;
    }

    /// <summary>Writes a key down. Blocks.</summary>
    public void Store(string name, string xml)
    {
        using var connection = source.OpenConnection();
        using var command = connection.Command(Upsert).With(name).With(xml);
        command.ExecuteNonQuery();
    }
}
