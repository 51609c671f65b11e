using System.Diagnostics;

namespace BulkCopy.Postgres.Tests.Cluster;

/// <summary>A second process that uses a private cluster until it is released or killed.</summary>
internal sealed class ClusterHolderProcess : IDisposable
{
    private const string Program = "BulkCopy.Testing.ClusterHolder";
    private readonly Process _process;

    private ClusterHolderProcess(Process process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public static async Task<ClusterHolderProcess> StartAsync(
        string dataDirectory, CancellationToken cancellationToken, string? programDirectory = null, params IReadOnlyList<string> prefix)
    {
        var assembly = Path.Combine(programDirectory ?? AppContext.BaseDirectory, Program + ".dll");
        string[] command = [.. prefix, Environment.ProcessPath is { } p && Path.GetFileName(p) == "dotnet" ? p : "dotnet", assembly, dataDirectory];
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line is null)
            throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(cancellationToken));
        return new ClusterHolderProcess(process, line);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public async Task<int> ReleaseAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public void Dispose() => _process.Dispose();
}
