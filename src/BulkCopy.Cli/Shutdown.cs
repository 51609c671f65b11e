using System.Runtime.InteropServices;

namespace BulkCopy.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks for a drain, the second to stop now, a third ends the process as usual.</summary>
internal sealed class Shutdown : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly TextWriter _error;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _signals;

    public Shutdown(TextWriter error)
    {
        _error = error;
        Stopping = _stopping.Token;
        Abandon = _abandon.Token;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    /// <summary>Begin nothing new.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Stop now.</summary>
    public CancellationToken Abandon { get; }

    /// <summary>What is said at the first signal, by verbs that have something in flight.</summary>
    public string? DrainNotice { get; set; }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stopping.Dispose();
        _abandon.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        var signals = Interlocked.Increment(ref _signals);
        context.Cancel = signals <= 2;
        if (signals == 1)
        {
            if (DrainNotice is not null)
                _error.WriteLine(DrainNotice);
            _stopping.Cancel();
        }
        else if (signals == 2)
        {
            _abandon.Cancel();
        }
    }
}
