using BulkCopy.Postgres.Cluster;
using Xunit;

namespace BulkCopy.Postgres.Tests.Cluster;

public sealed class PostmasterPidTests
{
    [Theory]
    [InlineData("41 (postgres) S 1 41 41 0", true)]
    [InlineData("41 (postmaster) R 1 41 41 0", true)]
    [InlineData("41 (postgres) Z 1 41 41 0", false)]
    [InlineData("41 (bash) S 1 41 41 0", false)]
    [InlineData("41 (a) (postgres) S 1", false)]
    [InlineData("", false)]
    public void Only_a_living_process_named_postgres_is_a_server(string stat, bool expected) =>
        Assert.Equal(expected, PostmasterPid.IsRunningPostgres(stat));
}
