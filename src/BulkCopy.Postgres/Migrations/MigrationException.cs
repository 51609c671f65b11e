namespace BulkCopy.Postgres.Migrations;

/// <summary>A migration is malformed or failed; the message names its file. Nothing of that file was applied.</summary>
public sealed class MigrationException : Exception
{
    /// <summary>Creates the exception with its sentence.</summary>
    public MigrationException(string message) : base(message) { }

    /// <summary>Creates the exception with its sentence and its cause.</summary>
    public MigrationException(string message, Exception innerException) : base(message, innerException) { }
}
