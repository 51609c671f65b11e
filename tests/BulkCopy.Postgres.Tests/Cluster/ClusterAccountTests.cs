using BulkCopy.Postgres.Cluster;
using Xunit;

namespace BulkCopy.Postgres.Tests.Cluster;

public sealed class ClusterAccountTests
{
    [Fact]
    public void Ids_are_read_from_the_line_of_that_very_name()
    {
        string[] lines = ["postgresql:x:9:9::/:/bin/sh", "broken", "postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash"];
        Assert.Equal((101, 104), ClusterAccount.FindIds(lines, "postgres"));
        Assert.Equal((0, 0), ClusterAccount.FindIds(lines, "nobody"));
    }

    [Fact]
    public void Command_is_left_alone_unless_we_are_root()
    {
        var command = ClusterAccount.Choose().Wrap("initdb", "--version");
        Assert.Equal(Environment.IsPrivilegedProcess, command[0] != "initdb");
        Assert.Equal(["initdb", "--version"], command.TakeLast(2));
    }
}
