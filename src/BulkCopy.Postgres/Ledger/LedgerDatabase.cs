using System.Net.Sockets;
using BulkCopy.Engine.Segments;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Runs the calls of a ledger, each on a connection of its own, and tells what passes from what is wrong.</summary>
internal sealed class LedgerDatabase(NpgsqlDataSource source)
{
    // Classes of the manual's appendix "PostgreSQL Error Codes": connection, authorization, catalog, rollback, resources, lock not available, statement timeout, operator, read-only after a failover.
    private static readonly string[] Passing = ["08", "28", "3D", "40", "53", "55P03", "57014", "57P", "25006"];

    /// <summary>Runs <paramref name="call"/>; a transaction that it leaves open is rolled back.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger was not to be had; <paramref name="doing"/> says what was tried.</exception>
    public async Task<T> CallAsync<T>(string doing, Func<NpgsqlConnection, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return await call(connection).ConfigureAwait(false);
        }
        catch (Exception e) when (IsPassing(e))
        {
            throw new LedgerUnavailableException($"The ledger did not answer while {doing}: {Reason(e)}. It is asked again; if this lasts, look at PostgreSQL.", e);
        }
    }

    internal static bool IsPassing(Exception error) => error switch
    {
        PostgresException e => Passing.Any(c => e.SqlState.StartsWith(c, StringComparison.Ordinal)),
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    private static string Reason(Exception error) => error switch
    {
        PostgresException e => $"{e.MessageText.TrimEnd('.')} (SQLSTATE {e.SqlState})",
        NpgsqlException { InnerException: { } inner } => Reason(inner),
        _ => error.Message.TrimEnd('.'),
    };
}
