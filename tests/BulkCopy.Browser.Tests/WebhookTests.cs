using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BulkCopy.Browser.Tests.Hosting;
using BulkCopy.Engine.Jobs;
using BulkCopy.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace BulkCopy.Browser.Tests;

/// <summary>Webhooks from entering to deleting, with a receiver that is told and sometimes fails; with scripts and without.</summary>
public sealed class WebhookTests(PostgresFixture postgres, Chromium chromium)
{
    private const string Secret = "shared-with-the-receiver";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Webhook_is_entered_told_repeated_changed_silenced_and_deleted(bool scripts)
    {
        var isDown = false;
        await using var receiver = new HookReceiver(_ => isDown ? "HTTP/1.1 503 Service Unavailable" : "HTTP/1.1 204 No Content");
        await using var other = new HookReceiver(_ => "HTTP/1.1 200 OK");
        await using var site = await StartAsync();
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "ada", scripts);
        var page = visitor.Page;

        await visitor.GoAsync("/webhooks");
        await Expect(page.GetByText("Nobody is told. Enter an address below.")).ToBeVisibleAsync();
        await EnterAsync(page, "ftp://127.0.0.1/hook");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("write https://HOST/PATH");
        // What was written stays, but for the secret.
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("on-call");
        await Expect(page.GetByLabel("Suspended")).ToBeCheckedAsync();
        await Expect(page.GetByLabel("Secret")).ToHaveValueAsync("");
        await EnterAsync(page, receiver.Url);
        await Expect(page.Locator("table tbody tr")).ToContainTextAsync("Suspended, Complete");
        Assert.DoesNotContain(Secret, await page.ContentAsync(), StringComparison.Ordinal);

        await RunAsync(site, 1);
        await page.GetByRole(AriaRole.Link, new() { Name = "on-call" }).ClickAsync();
        await UntilShownAsync(page, ".badge.good", "taken");
        await Expect(page.Locator("table tbody tr").First).ToContainTextAsync("204");
        await Expect(page.Locator("table tbody tr").First).ToContainTextAsync("Complete");
        AssertSigned(Assert.Single(receiver.Messages), Secret);

        isDown = true;
        await RunAsync(site, 2);
        await UntilShownAsync(page, "table tbody tr:first-child", "The receiver answered 503.");
        var failing = page.Locator("table tbody tr").First;
        await Expect(failing.Locator(".badge.busy")).ToHaveTextAsync("waits");
        await Expect(failing).ToContainTextAsync("next attempt in");
        await Expect(failing.Locator("td.number").Last).ToHaveTextAsync("1");

        // A secret goes nowhere but where it was meant to.
        await page.GetByLabel("New address").FillAsync(other.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the webhook" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("only where the address stays");
        await page.GetByLabel("New secret").FillAsync("another-secret-of-both");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the webhook" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/webhooks/on-call$"));
        await RunAsync(site, 3);
        await UntilShownAsync(page, "tr:first-child .badge.good", "taken");
        AssertSigned(Assert.Single(other.Messages), "another-secret-of-both");

        await visitor.GoAsync("/webhooks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Silence: on-call" }).ClickAsync();
        await Expect(page.Locator("table .badge")).ToHaveTextAsync("silenced");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tell again: on-call" }).ClickAsync();
        await Expect(page.Locator("table .badge")).ToHaveTextAsync("told");
        await page.Locator("summary", new() { HasText = "Delete…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete this webhook" }).ClickAsync();
        await Expect(page.GetByText("Nobody is told. Enter an address below.")).ToBeVisibleAsync();
        // The console mentions the forms that were refused.
        Assert.All(visitor.Complaints, complaint => Assert.Contains("400", complaint, StringComparison.Ordinal));
    }

    private async Task<Site> StartAsync() => await JourneyScene.StartAsync(postgres, chromium, options =>
    {
        options.Webhooks.AllowPrivateAddresses = true;
        options.Webhooks.PollInterval = TimeSpan.FromMilliseconds(100);
        options.Webhooks.FirstRetry = TimeSpan.FromMinutes(10);
    });

    private static async Task EnterAsync(IPage page, string url)
    {
        await page.GetByLabel("Name").FillAsync("on-call");
        await page.GetByLabel("Address").FillAsync(url);
        await page.GetByLabel("Secret").FillAsync(Secret);
        await page.GetByLabel("Suspended").CheckAsync();
        await page.GetByLabel("Complete", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter the webhook" }).ClickAsync();
    }

    private static async Task RunAsync(Site site, int number)
    {
        var run = await site.CreateAsync("Told", $"cos-beijing:{JourneyScene.Bucket}/private/", $"cos-beijing:{JourneyScene.Mirror}/told-{number}/");
        await site.UntilAsync(run.Id, RunState.Complete);
    }

    // The page is read as it was; whoever looks at it reloads it.
    private static async Task UntilShownAsync(IPage page, string badge, string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (await page.Locator(badge, new() { HasText = text }).CountAsync() == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, patience.Token);
            await page.ReloadAsync();
        }
    }

    private static void AssertSigned((Dictionary<string, string> Headers, string Body) message, string secret)
    {
        var signed = Encoding.UTF8.GetBytes($"{message.Headers["X-BulkCopy-Timestamp"]}.{message.Body}");
        Assert.Equal($"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), signed))}", message.Headers["X-BulkCopy-Signature"]);
    }
}
