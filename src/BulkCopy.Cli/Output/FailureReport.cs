using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Operations;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Migrations;
using BulkCopy.Server.Secrets;

namespace BulkCopy.Cli.Output;

/// <summary>What is said about an exception that ended a verb, and the exit code that goes with it.</summary>
internal sealed record FailureReport(int ExitCode, IReadOnlyList<string> Lines)
{
    public static FailureReport Of(Exception error, bool verbose)
    {
        var report = error switch
        {
            ConfigurationException configuration => new FailureReport(ExitCodes.Refused, configuration.Problems),
            RefusedException or PrivateClusterException or DatabaseUnavailableException or SchemaVersionException or CredentialsUnavailableException or SecretUnavailableException
                => new FailureReport(ExitCodes.Refused, [error.Message]),
            MigrationException or ObjectStoreException or ServerUnavailableException => new FailureReport(ExitCodes.Failed, [error.Message]),
            OperationCanceledException => new FailureReport(ExitCodes.Failed, ["Interrupted."]),
            IOException or UnauthorizedAccessException => new FailureReport(ExitCodes.Failed, [error.Message]),
            _ => new FailureReport(ExitCodes.Failed, [$"{error.GetType().Name}: {error.Message} (--verbose shows where.)"]),
        };
        return verbose ? report with { Lines = [.. report.Lines, error.ToString()] } : report;
    }
}
