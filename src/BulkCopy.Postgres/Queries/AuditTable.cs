using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Who did what. Rows can be appended and read; the database refuses anything else.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class AuditTable(NpgsqlDataSource source)
{
    private const int LongestText = 1000;

    private const string Insert = """
        INSERT INTO bulkcopy.audit_log (request_id, actor, actor_kind, role, action, target, status, detail, remote_address)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string SelectPage = """
        SELECT audit_id, at, request_id, actor, actor_kind, role, action, target, status, detail, remote_address
        FROM bulkcopy.audit_log WHERE audit_id < $1 ORDER BY audit_id DESC LIMIT $2
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Appends a record. Its time and number are the database's.</summary>
    public Task AppendAsync(AuditRecord record, CancellationToken cancellationToken) =>
        _database.CallAsync("appending to the audit log", async connection =>
        {
            await using var command = connection.Command(Insert)
                .With(Plain(record.RequestId)).With(Plain(record.Actor)).With(record.ActorKind).With(record.Role).With(record.Action)
                .With(Plain(record.Target)).With(record.Status).With(Plain(record.Detail)).With(Plain(record.RemoteAddress));
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Records newest first, before <paramref name="before"/>.</summary>
    public Task<List<AuditRecord>> ListAsync(long? before, int most, CancellationToken cancellationToken) =>
        _database.CallAsync("reading the audit log", async connection =>
        {
            await using var command = connection.Command(SelectPage).With(before ?? long.MaxValue).With(most);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    // Texts may come from people who were not let in.
    private static string? Plain(string? text)
    {
        if (text is null)
            return null;
        var cut = text.Length > LongestText ? text[..LongestText] : text;
        return string.Create(cut.Length, cut, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? '\uFFFD' : from[i];
        });
    }

    private static AuditRecord Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        At = reader.Time(1),
        RequestId = reader.GetString(2),
        Actor = reader.GetString(3),
        ActorKind = reader.GetString(4),
        Role = reader.TextOrNull(5),
        Action = reader.GetString(6),
        Target = reader.TextOrNull(7),
        Status = reader.GetInt32(8),
        Detail = reader.TextOrNull(9),
        RemoteAddress = reader.TextOrNull(10),
    };
}
