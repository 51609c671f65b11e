using BulkCopy.Postgres.Cluster;
using Xunit;

namespace BulkCopy.Postgres.Tests.Cluster;

public sealed class ClusterLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Shared_lock_admits_sharers_and_no_owner()
    {
        using var first = ClusterLock.TryShare(_directory.Below("lock"));
        using var second = ClusterLock.TryShare(_directory.Below("lock"));
        Assert.NotNull(second);
        Assert.Null(ClusterLock.TryOwn(_directory.Below("lock")));

        first?.Dispose();
        second.Dispose();
        using var owner = ClusterLock.TryOwn(_directory.Below("lock"));
        Assert.NotNull(owner);
        Assert.Null(ClusterLock.TryShare(_directory.Below("lock")));
    }

    [Fact]
    public async Task Waiting_for_an_owned_lock_ends_at_the_timeout()
    {
        using var owner = ClusterLock.TryOwn(_directory.Below("lock"));
        Assert.Null(await ClusterLock.OwnAsync(_directory.Below("lock"), TimeSpan.Zero, TimeProvider.System, CancellationToken.None));
    }

    [Fact]
    public void Directory_that_is_not_there_is_an_error_and_not_a_held_lock() =>
        Assert.Throws<DirectoryNotFoundException>(() => ClusterLock.TryOwn(_directory.Below("missing/lock")));
}
