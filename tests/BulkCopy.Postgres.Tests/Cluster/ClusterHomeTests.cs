using BulkCopy.Postgres.Cluster;
using Xunit;

namespace BulkCopy.Postgres.Tests.Cluster;

public sealed class ClusterHomeTests
{
    [Theory]
    [InlineData("/srv/bc", null, false, false, "/srv/bc")]
    [InlineData("/srv/bc", "/xdg", true, false, "/srv/bc")]
    [InlineData(null, "/xdg", true, false, "/var/lib/bulkcopy")]
    [InlineData(null, "/xdg", false, false, "/xdg/bulkcopy")]
    [InlineData(null, "relative", false, false, "/home/me/.local/share/bulkcopy")]
    [InlineData(null, null, false, false, "/home/me/.local/share/bulkcopy")]
    [InlineData(null, null, false, true, "/home/me/Library/Application Support/bulkcopy")]
    public void Directory_is_chosen_by_variable_account_and_system(string? home, string? xdg, bool isRoot, bool isMacOS, string expected) =>
        Assert.Equal(
            expected,
            ClusterHome.Find(name => name == "BULKCOPY_HOME" ? home : name == "XDG_DATA_HOME" ? xdg : null, isRoot, isMacOS, "/home/me"));
}
