using System.Text;
using BulkCopy.Postgres.Cluster;
using Xunit;

namespace BulkCopy.Postgres.Tests.Cluster;

public sealed class ClusterDirectoriesTests
{
    [Fact]
    public void Socket_lies_in_the_cluster_where_its_path_is_short_enough() =>
        Assert.Equal("/var/lib/bulkcopy/cluster/socket", new ClusterDirectories("/var/lib/bulkcopy").Socket);

    [Theory]
    [InlineData("/srv/ääääääääääääääääääääääääääääääääääääääääää")]
    [InlineData("/srv/a,b")]
    [InlineData("/srv/a:b")]
    public void Socket_lies_in_a_directory_of_its_own_where_the_path_is_long_or_ambiguous(string root)
    {
        var socket = new ClusterDirectories(root).Socket;
        Assert.StartsWith("/tmp/bulkcopy-", socket, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(socket), 20, 80);
        Assert.NotEqual(socket, new ClusterDirectories(root + "2").Socket);
    }
}
