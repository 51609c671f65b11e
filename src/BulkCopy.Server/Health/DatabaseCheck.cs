using BulkCopy.Postgres.Migrations;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace BulkCopy.Server.Health;

/// <summary>Whether the database answers and has the schema that this build works with.</summary>
internal sealed class DatabaseCheck(NpgsqlDataSource database) : IHealthCheck
{
    private readonly MigrationRunner migrations = new(database);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        await migrations.GetStatusAsync(cancellationToken) switch
        {
            SchemaStatus.Current => HealthCheckResult.Healthy("The schema is current."),
            SchemaStatus.Unreachable => HealthCheckResult.Unhealthy("The database does not answer."),
            _ => HealthCheckResult.Unhealthy("The schema is not the one of this build: run 'bulkcopy migrate'."),
        };
}
