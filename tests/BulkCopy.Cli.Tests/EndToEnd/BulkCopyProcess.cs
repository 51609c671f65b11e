using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary>The real executable in a process of its own, to be waited for or killed.</summary>
internal sealed class BulkCopyProcess : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> errors = new();

    private BulkCopyProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public string Errors => string.Join('\n', errors);

    public static BulkCopyProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "bulkcopy.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var started = new BulkCopyProcess(Process.Start(start)!);
        started.process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text) started.errors.Enqueue(text);
        };
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Runs to the end and reads the one JSON document on standard output.</summary>
    public static async Task<(int ExitCode, JsonElement Document)> RunJsonAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var run = Start(environment, [.. arguments, "--output", "json"]);
        var output = await run.process.StandardOutput.ReadToEndAsync();
        await run.process.WaitForExitAsync();
        Assert.False(string.IsNullOrWhiteSpace(output), $"{string.Join(' ', arguments)} printed nothing: {run.Errors}");
        return (run.process.ExitCode, JsonDocument.Parse(output).RootElement);
    }

    /// <summary>SIGKILL: nothing is cleaned up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
