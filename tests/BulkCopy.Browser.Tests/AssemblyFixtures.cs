using BulkCopy.Browser.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
