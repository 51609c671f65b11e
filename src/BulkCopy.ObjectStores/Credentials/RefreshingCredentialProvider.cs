namespace BulkCopy.ObjectStores.Credentials;

/// <summary>
/// Temporary credentials that are fetched anew before they expire. One fetch runs at a time however many requests
/// wait; while the old credentials are valid nobody waits, and a failed fetch is tried again later.
/// </summary>
public sealed class RefreshingCredentialProvider : ICredentialProvider
{
    private readonly Func<CancellationToken, Task<StoreCredentials>> _fetch;
    private readonly TimeProvider _time;
    private readonly TimeSpan _refreshBefore;
    private readonly TimeSpan _retryAfter;
    private readonly TimeSpan _fetchTimeout;
    private readonly Lock _gate = new();
    private State? _state;
    private Task<StoreCredentials>? _inFlight;

    /// <summary>Creates the provider; nothing is fetched before the first request.</summary>
    /// <param name="fetch">Fetches credentials; may throw.</param>
    /// <param name="time">The clock.</param>
    /// <param name="refreshBefore">How long before expiry the next ones are fetched. Default 5 minutes.</param>
    /// <param name="retryAfter">How long after a failed fetch the next is tried while the old ones are valid. Default 15 seconds.</param>
    /// <param name="fetchTimeout">How long one fetch may take. Default 30 seconds.</param>
    public RefreshingCredentialProvider(
        Func<CancellationToken, Task<StoreCredentials>> fetch,
        TimeProvider time,
        TimeSpan? refreshBefore = null,
        TimeSpan? retryAfter = null,
        TimeSpan? fetchTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        _fetch = fetch;
        _time = time;
        _refreshBefore = refreshBefore ?? TimeSpan.FromMinutes(5);
        _retryAfter = retryAfter ?? TimeSpan.FromSeconds(15);
        _fetchTimeout = fetchTimeout ?? TimeSpan.FromSeconds(30);
    }

    private sealed record State(StoreCredentials Credentials, DateTimeOffset RefreshAt);

    /// <inheritdoc />
    public ValueTask<StoreCredentials> GetAsync(CancellationToken cancellationToken)
    {
        var state = Volatile.Read(ref _state);
        var now = _time.GetUtcNow();
        if (state is not null && now < state.RefreshAt) return ValueTask.FromResult(state.Credentials);
        var refresh = Refresh();
        return state is not null && !state.Credentials.HasExpired(now)
            ? ValueTask.FromResult(state.Credentials)
            : new ValueTask<StoreCredentials>(refresh.WaitAsync(cancellationToken));
    }

    private Task<StoreCredentials> Refresh()
    {
        lock (_gate)
        {
            if (_state is { } state && _time.GetUtcNow() < state.RefreshAt) return Task.FromResult(state.Credentials);
            if (_inFlight is { IsCompleted: false } running) return running;
            _inFlight = Task.Run(FetchAsync, CancellationToken.None);
            // A fetch that nobody waits for may fail unobserved: the old credentials are still in use.
            _ = _inFlight.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return _inFlight;
        }
    }

    private async Task<StoreCredentials> FetchAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(_fetchTimeout, _time);
            var fetched = await _fetch(timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false);
            var now = _time.GetUtcNow();
            if (fetched.HasExpired(now))
                throw new CredentialsUnavailableException($"The temporary credentials {fetched} that were fetched had expired already at {fetched.ExpiresAt:u}. Compare the clocks of this machine and of their source.");
            Volatile.Write(ref _state, new State(fetched, RefreshTime(fetched, now)));
            return fetched;
        }
        catch (Exception e)
        {
            Postpone();
            throw e as CredentialsUnavailableException
                ?? new CredentialsUnavailableException("Fetching temporary credentials failed: " + (e is OperationCanceledException ? $"no answer within {_fetchTimeout.TotalSeconds:0} seconds." : e.Message), e);
        }
    }

    // Short-lived credentials are renewed at half of their life at the latest.
    private DateTimeOffset RefreshTime(StoreCredentials fetched, DateTimeOffset now)
    {
        if (fetched.ExpiresAt is not { } expiresAt) return DateTimeOffset.MaxValue;
        var half = (expiresAt - now) / 2;
        return expiresAt - (half < _refreshBefore ? half : _refreshBefore);
    }

    private void Postpone()
    {
        if (_state is not { } old) return;
        var retryAt = _time.GetUtcNow() + _retryAfter;
        Volatile.Write(ref _state, old with { RefreshAt = retryAt < old.Credentials.ExpiresAt ? retryAt : old.Credentials.ExpiresAt ?? retryAt });
    }
}
