using BulkCopy.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
