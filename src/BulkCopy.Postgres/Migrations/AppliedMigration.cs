namespace BulkCopy.Postgres.Migrations;

/// <summary>One row of <c>bulkcopy.schema_migrations</c>.</summary>
internal sealed record AppliedMigration(int Version, string FileName, string Sha256);
