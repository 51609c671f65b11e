namespace BulkCopy.Postgres.Migrations;

/// <summary>The database's schema is not the one this build works with; the message names the command that mends it.</summary>
public sealed class SchemaVersionException(SchemaStatus status) : Exception(status.Describe())
{
    /// <summary>What was found.</summary>
    public SchemaStatus Status { get; } = status;
}
