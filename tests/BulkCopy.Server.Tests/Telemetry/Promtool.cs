using System.Diagnostics;
using Xunit;

namespace BulkCopy.Server.Tests.Telemetry;

/// <summary>Prometheus' own checker, if it is installed. build.sh fetches it where it can.</summary>
internal static class Promtool
{
    private static readonly string? Program =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(path => Path.Combine(path, "promtool")).FirstOrDefault(File.Exists);

    /// <summary>Exit code and everything it said; the test is skipped without it.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(IEnumerable<string> arguments, string input = "")
    {
        Assert.SkipWhen(Program is null, "promtool is not installed.");
        using var promtool = Process.Start(new ProcessStartInfo(Program!, arguments) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = Task.WhenAll(promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.StandardInput.WriteAsync(input);
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, string.Concat(await said));
    }
}
