using System.Net.Sockets;
using Npgsql;

namespace BulkCopy.Postgres.Migrations;

/// <summary>The database cannot be reached or refuses us; the message names host and database, never the password.</summary>
public sealed class DatabaseUnavailableException(string message, Exception innerException) : Exception(message, innerException)
{
    private static readonly string[] UnavailableClasses = ["08", "28", "3D", "53", "57P"];

    /// <summary>Whether an error of Npgsql means that the database is unavailable, not that a statement is wrong.</summary>
    public static bool Explains(Exception error) => error switch
    {
        // Classes of the manual's appendix "PostgreSQL Error Codes": connection, authorization, catalog, resources, operator.
        PostgresException e => UnavailableClasses.Any(c => e.SqlState.StartsWith(c, StringComparison.Ordinal)),
        NpgsqlException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Says what could not be reached and why.</summary>
    public static DatabaseUnavailableException For(string connectionString, Exception error)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var place = target.Host is { Length: > 0 } host
            ? Path.IsPathRooted(host) ? $"the socket in {host}" : $"{host}:{target.Port}"
            : "no host";
        return new DatabaseUnavailableException(
            $"The database \"{target.Database ?? target.Username}\" at {place} cannot be used: {Reason(error)}. "
            + "Check that PostgreSQL runs there and that ConnectionStrings:BulkCopy is right.",
            error);
    }

    private static string Reason(Exception error) => error switch
    {
        PostgresException e => $"{e.MessageText.TrimEnd('.')} (SQLSTATE {e.SqlState})",
        NpgsqlException { InnerException: SocketException or TimeoutException or IOException } e => Reason(e.InnerException!),
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "no PostgreSQL socket is there",
        TimeoutException => "no answer in time",
        _ => error.Message.TrimEnd('.'),
    };
}
