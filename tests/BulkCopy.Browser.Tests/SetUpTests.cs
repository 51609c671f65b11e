using System.Text.RegularExpressions;
using BulkCopy.Browser.Tests.Hosting;
using BulkCopy.Emulator;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Engine.Jobs;
using BulkCopy.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace BulkCopy.Browser.Tests;

/// <summary>Stores and schedules, from entering to deleting, with scripts and without.</summary>
public sealed class SetUpTests(PostgresFixture postgres, Chromium chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Store_is_entered_tried_probed_changed_and_deleted(bool scripts)
    {
        await using var site = await JourneyScene.StartAsync(postgres, chromium);
        site.Emulator.Seed(new SeedOrder { Dialect = EmulatorDialect.S3, Bucket = "lists", Region = "us-east-1", Prefix = "list-", Count = 3, Size = 100 });
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "ada", scripts);
        var page = visitor.Page;
        await visitor.GoAsync("/stores");
        await page.GetByLabel("Name").FillAsync("entered");
        await page.GetByLabel("Dialect").SelectOptionAsync("minio");
        await page.GetByLabel("Region").FillAsync("us-east-1");
        await page.GetByLabel("Endpoint").FillAsync($"http://localhost:{site.Emulator.Endpoint.Port}");
        await page.GetByLabel("Access key id").FillAsync(SiteStores.AccessKeyId);
        await page.GetByLabel("Secret access key").FillAsync("wrong-secret-0009");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter the store" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/stores/entered$"));

        await page.GetByLabel("Bucket", new() { Exact = true }).FillAsync("lists");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test the connection" }).ClickAsync();
        await Expect(page.Locator("#trial + .badge")).ToHaveTextAsync("cannot be used");

        // A secret goes in and never comes out.
        await page.GetByLabel("New secret access key").FillAsync(SiteStores.Secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the store" }).ClickAsync();
        await Expect(page.GetByLabel("New secret access key")).ToHaveValueAsync("");
        Assert.DoesNotContain(SiteStores.Secret, await page.ContentAsync(), StringComparison.Ordinal);

        await page.GetByLabel("Bucket", new() { Exact = true }).FillAsync("lists");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test the connection" }).ClickAsync();
        await Expect(page.Locator("#trial + .badge")).ToHaveTextAsync("can be used");
        await page.GetByRole(AriaRole.Button, new() { Name = "Probe what it does" }).ClickAsync();
        await Expect(page.Locator("#probe")).ToContainTextAsync("entered:lists/");
        await Expect(page.Locator("tr", new() { HasText = "Copies carry headers and metadata" }).Locator(".badge")).ToHaveTextAsync("yes");

        var run = await site.CreateAsync("In use", "entered:lists/", "entered:lists-copy/", spec => spec with { Confirm = true });
        await visitor.GoAsync("/stores/entered");
        await page.Locator("summary", new() { HasText = "Delete…" }).ClickAsync();
        await Expect(page.GetByText("It is in use by run 1 (In use)")).ToBeVisibleAsync();
        Assert.True(await site.Runs.MoveAsync(run.Id, [RunState.New, RunState.Preparing, RunState.Suspended, RunState.Active, RunState.Failing, RunState.Failed], RunState.Cancelled, null, CancellationToken.None));
        await page.ReloadAsync();
        await page.Locator("summary", new() { HasText = "Delete…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete this store" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/stores$"));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "entered" })).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Schedule_is_made_changed_paused_run_and_deleted(bool scripts)
    {
        await using var site = await JourneyScene.StartAsync(postgres, chromium);
        var first = await site.CreateAsync("To be repeated", $"cos-beijing:{JourneyScene.Bucket}/", $"cos-beijing:{JourneyScene.Mirror}/nightly/");
        await site.UntilAsync(first.Id, RunState.Complete);
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "omar", scripts);
        var page = visitor.Page;
        await visitor.GoAsync("/schedules");
        await page.GetByLabel("Name").FillAsync("Nightly");
        await page.GetByLabel("Job").SelectOptionAsync("1");
        await page.GetByLabel("Rhythm").FillAsync("every night");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the schedule" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("every night");
        await page.GetByLabel("Rhythm").FillAsync("30 2 * * *");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the schedule" }).ClickAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Change" }).ClickAsync();
        await page.GetByLabel("Rhythm").FillAsync("15 4 * * *");
        await page.GetByLabel("Time zone").FillAsync("Asia/Shanghai");
        await page.GetByLabel("Days without runs").FillAsync("12-25, 2027-01-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the schedule" }).ClickAsync();
        await Expect(page.Locator(".facts")).ToContainTextAsync("15 4 * * *");
        await Expect(page.Locator(".facts")).ToContainTextAsync("20:15:00 UTC");
        await Expect(page.Locator(".facts")).ToContainTextAsync("12-25, 2027-01-01");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator(".badge.warn")).ToHaveTextAsync("Paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(page.Locator(".badge.warn")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/runs/2$"));
        await site.UntilAsync(new RunId(2), RunState.Complete);
        await visitor.GoAsync("/schedules/1");
        await Expect(page.Locator(".facts")).ToContainTextAsync("started by hand");
        await page.Locator("summary", new() { HasText = "Delete…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete this schedule" }).ClickAsync();
        await Expect(page.GetByText("Nothing is scheduled.")).ToBeVisibleAsync();
        // The console mentions the form that was refused.
        Assert.All(visitor.Complaints, complaint => Assert.Contains("400", complaint, StringComparison.Ordinal));
    }
}
