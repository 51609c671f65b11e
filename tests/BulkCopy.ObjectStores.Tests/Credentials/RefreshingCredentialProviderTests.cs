using BulkCopy.ObjectStores.Credentials;
using BulkCopy.ObjectStores.Tests.Signing;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Credentials;

public sealed class RefreshingCredentialProviderTests : IDisposable
{
    private readonly SetTime _time = new();
    private readonly SemaphoreSlim _fetched = new(0);
    private int _fetches;
    private Func<int, Task<StoreCredentials>> _answer;

    public RefreshingCredentialProviderTests() => _answer = n => Task.FromResult(Temporary(n, TimeSpan.FromHours(1)));

    public void Dispose() => _fetched.Dispose();

    [Fact]
    public async Task Credentials_are_fetched_once_and_kept()
    {
        var provider = NewProvider();
        Assert.Equal("AK01", (await Get(provider)).AccessKeyId);
        _time.Now += TimeSpan.FromMinutes(54);
        Assert.Equal("AK01", (await Get(provider)).AccessKeyId);
        Assert.Equal(1, _fetches);
    }

    [Fact]
    public async Task All_who_wait_share_one_fetch()
    {
        var gate = new TaskCompletionSource<StoreCredentials>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = _ => gate.Task;
        var provider = NewProvider();
        var waiting = Enumerable.Range(0, 20).Select(_ => Get(provider)).ToArray();
        gate.SetResult(Temporary(7, TimeSpan.FromHours(1)));
        foreach (var credentials in await Task.WhenAll(waiting)) Assert.Equal("AK07", credentials.AccessKeyId);
        Assert.Equal(1, _fetches);
    }

    [Fact]
    public async Task Shortly_before_expiry_the_next_are_fetched_while_the_old_ones_serve()
    {
        var provider = NewProvider();
        await Get(provider);
        await _fetched.WaitAsync();
        var gate = new TaskCompletionSource<StoreCredentials>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = _ => gate.Task;
        _time.Now += TimeSpan.FromMinutes(56);
        Assert.Equal("AK01", (await Get(provider)).AccessKeyId);
        await _fetched.WaitAsync();
        Assert.Equal("AK01", (await Get(provider)).AccessKeyId);
        _time.Now += TimeSpan.FromMinutes(5);
        var waiting = Get(provider);
        gate.SetResult(Temporary(2, TimeSpan.FromHours(1)));
        Assert.Equal("AK02", (await waiting).AccessKeyId);
        Assert.Equal(2, _fetches);
    }

    [Fact]
    public async Task A_failed_refresh_keeps_the_old_ones_until_they_expire_and_then_says_why()
    {
        var provider = NewProvider();
        await Get(provider);
        _answer = _ => throw new InvalidOperationException("the role may not be assumed");
        _time.Now += TimeSpan.FromMinutes(57);
        Assert.Equal("AK01", (await Get(provider)).AccessKeyId);
        _time.Now += TimeSpan.FromMinutes(4);
        var e = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => Get(provider));
        Assert.Contains("the role may not be assumed", e.Message, StringComparison.Ordinal);
        _answer = n => Task.FromResult(Temporary(9, TimeSpan.FromHours(1)));
        _time.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("AK09", (await Get(provider)).AccessKeyId);
    }

    [Fact]
    public async Task Credentials_that_are_fetched_expired_are_refused()
    {
        _answer = n => Task.FromResult(Temporary(n, TimeSpan.FromSeconds(-1)));
        var e = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => Get(NewProvider()));
        Assert.Contains("clocks", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_caller_can_be_cancelled_without_ending_the_fetch()
    {
        var gate = new TaskCompletionSource<StoreCredentials>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = _ => gate.Task;
        var provider = NewProvider();
        using var cancellation = new CancellationTokenSource();
        var cancelled = provider.GetAsync(cancellation.Token).AsTask();
        var other = Get(provider);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        gate.SetResult(Temporary(1, TimeSpan.FromHours(1)));
        Assert.Equal("AK01", (await other).AccessKeyId);
    }

    private RefreshingCredentialProvider NewProvider() => new(
        _ =>
        {
            var number = Interlocked.Increment(ref _fetches);
            _fetched.Release();
            return _answer(number);
        },
        _time, fetchTimeout: Timeout.InfiniteTimeSpan);

    private StoreCredentials Temporary(int number, TimeSpan lifetime) => new($"AK{number:00}", "SECRET", "TOKEN", _time.Now + lifetime);

    private static async Task<StoreCredentials> Get(RefreshingCredentialProvider provider) =>
        await provider.GetAsync(TestContext.Current.CancellationToken);
}
