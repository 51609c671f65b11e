using BulkCopy.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
