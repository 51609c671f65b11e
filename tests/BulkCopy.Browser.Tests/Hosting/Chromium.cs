using Microsoft.Playwright;
using Xunit;

namespace BulkCopy.Browser.Tests.Hosting;

/// <summary>
/// The system's chromium, started once for all tests. Host names of stores lead to the emulator of a test, so each site starts a browser of its own;
/// what is shared is the driver. Without chromium a test is skipped, or fails where <c>CI=true</c>.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>How long pages may take for anything: nothing that is right takes long, but on a machine that is busy with something else.</summary>
    public const float PatienceMilliseconds = 180_000;

    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private readonly SemaphoreSlim one = new(1, 1);
    private IPlaywright? playwright;

    /// <summary>Starts a browser that resolves host names of stores to <paramref name="emulator"/>.</summary>
    internal async Task<IBrowser> StartAsync(string emulator)
    {
        var path = Places.FirstOrDefault(File.Exists);
        if (path is null && Environment.GetEnvironmentVariable("CI") != "true")
            Assert.Skip("There is no chromium here; './build.sh test' installs it on Debian.");
        await one.WaitAsync();
        try
        {
            Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
            playwright ??= await Playwright.CreateAsync();
        }
        finally
        {
            one.Release();
        }
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Timeout = PatienceMilliseconds,
            // The server is on this machine, which browsers keep public pages from reaching at all: what is tested is what the server does about them.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights", $"--host-resolver-rules=MAP *.myqcloud.com {emulator}, MAP *.aliyuncs.com {emulator}, MAP *.amazonaws.com {emulator}"],
        });
    }

    public ValueTask DisposeAsync()
    {
        playwright?.Dispose();
        one.Dispose();
        return ValueTask.CompletedTask;
    }
}
