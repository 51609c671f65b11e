using System.Diagnostics;
using System.Text;

namespace BulkCopy.Cli.Tests.Cli;

/// <summary>The real executable, in a process of its own.</summary>
internal sealed class BulkCopyProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _outputEnds;
    private readonly Task _errorEnds;
    private bool _isDisposed;

    private BulkCopyProcess(ProcessStartInfo start, Action<string>? onLine)
    {
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _outputEnds = ReadAsync(_process.StandardOutput, _output, onLine);
        _errorEnds = ReadAsync(_process.StandardError, _error, onLine);
    }

    /// <summary>The executable that the tests were built with.</summary>
    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "bulkcopy.exe" : "bulkcopy");

    public int Id => _process.Id;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Environment variables beside the test's own; an empty one is removed.</param>
    /// <param name="directory">Its current directory.</param>
    /// <param name="onLine">Called with every line of both streams.</param>
    public static BulkCopyProcess Start(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null, string? directory = null, Action<string>? onLine = null) =>
        Start(Executable, arguments, variables, directory, onLine);

    /// <summary>Starts a command as a shell understands it; the shell gives its process to the command.</summary>
    public static BulkCopyProcess StartShell(string command, IReadOnlyDictionary<string, string> variables, string directory, Action<string>? onLine = null) =>
        Start("/bin/sh", ["-c", $"exec {command}"], variables, directory, onLine);

    private static BulkCopyProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables, string? directory, Action<string>? onLine)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            if (value.Length > 0)
                start.Environment[name] = value;
            else
                start.Environment.Remove(name);
        return new BulkCopyProcess(start, onLine);
    }

    /// <summary>Starts a process that runs until it is told to stop, and returns when a line holds the text.</summary>
    public static async Task<BulkCopyProcess> StartAndAwaitAsync(string text, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Start(arguments, variables, onLine: line =>
        {
            if (line.Contains(text, StringComparison.Ordinal))
                seen.TrySetResult();
        });
        var ended = process._process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(seen.Task, ended) == ended && !seen.Task.IsCompleted)
            throw new InvalidOperationException($"The process ended before it said '{text}':\n{process._output}\n{process._error}");
        return process;
    }

    /// <summary>Sends SIGTERM or another signal.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    public async Task<ProcessResult> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await Task.WhenAll(_outputEnds, _errorEnds).WaitAsync(cancellationToken);
        return new ProcessResult(_process.ExitCode, _output.ToString(), _error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder all, Action<string>? onLine)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (all)
                all.Append(line).Append('\n');
            onLine?.Invoke(line);
        }
    }
}
