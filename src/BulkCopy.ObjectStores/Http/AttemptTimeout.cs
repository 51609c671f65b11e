namespace BulkCopy.ObjectStores.Http;

/// <summary>Cancels an attempt that is not answered in time, or whose caller gave up.</summary>
internal sealed class AttemptTimeout : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration caller;
    private readonly TimeSpan patience;

    public AttemptTimeout(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        this.patience = patience;
        source = new CancellationTokenSource(patience, time);
        caller = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), source);
    }

    public CancellationToken Token => source.Token;

    /// <summary>Begins the wait anew: something moved.</summary>
    public void Extend() => source.CancelAfter(patience);

    /// <summary>Waits no longer; the caller may still cancel.</summary>
    public void Disarm() => source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        caller.Dispose();
        source.Dispose();
    }
}
