using System.Diagnostics;
using Xunit;

[assembly: AssemblyFixture(typeof(BulkCopy.ObjectStores.Tests.Conformance.CephServer))]

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>A Ceph radosgw on loopback, started by tests/ceph/up.sh when the first test asks for it.</summary>
public sealed class CephServer : IAsyncDisposable
{
    private readonly string state = Path.Combine(Path.GetTempPath(), $"bulkcopy-ceph-{Guid.NewGuid():N}"[..24]);
    private readonly Lazy<Task<(string? Endpoint, string Told)>> started;

    public CephServer() => started = new(StartAsync);

    /// <summary>Host and port, or <c>null</c> where it cannot be brought up; then also why.</summary>
    public Task<(string? Endpoint, string Told)> EndpointAsync() => started.Value;

    private async Task<(string? Endpoint, string Told)> StartAsync()
    {
        if (!OperatingSystem.IsLinux()) return (null, "Ceph runs on Linux only");
        var (exit, output, errors) = await RunAsync("up.sh");
        if (exit == 3) return (null, errors.Trim());
        var endpoint = output.Split('\n').FirstOrDefault(line => line.StartsWith("ENDPOINT=http://", StringComparison.Ordinal));
        return exit == 0 && endpoint is not null ? (endpoint["ENDPOINT=http://".Length..].Trim(), "") : throw new InvalidOperationException($"radosgw did not come up: {errors}{output}");
    }

    private async Task<(int Exit, string Output, string Errors)> RunAsync(string script)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(ScriptDirectory(), script));
        start.ArgumentList.Add(state);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private static string ScriptDirectory()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "BulkCopy.sln"))) directory = directory.Parent;
        return Path.Combine(directory!.FullName, "tests", "ceph");
    }

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated && Directory.Exists(state)) await RunAsync("down.sh");
    }
}
