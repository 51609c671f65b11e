using System.Text.RegularExpressions;
using BulkCopy.Browser.Tests.Hosting;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace BulkCopy.Browser.Tests;

/// <summary>What an operator does on a day, in a browser, against everything that is there.</summary>
public sealed class JourneyTests(PostgresFixture postgres, Chromium chromium)
{
    private const string Bucket = JourneyScene.Bucket;
    private const string Mirror = JourneyScene.Mirror;

    [Fact]
    public async Task Operator_makes_a_job_watches_it_fail_and_retries_what_failed()
    {
        await using var site = await StartAsync();
        var fault = site.Emulator.Faults.Add(
            new FaultRule { Kind = FaultKind.SlowDown, Operations = [Operation.CopyObject], Prefix = "copies/private/", Status = 403, Code = "AccessDenied" });
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "omar");
        var page = visitor.Page;

        await MakeJobAsync(page, site, "The journey", "copies/");
        await Expect(page.Locator(".badge").First).ToHaveTextAsync("Suspended");
        await Expect(page.Locator(".notice")).ToContainTextAsync("55 objects");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm and start" }).ClickAsync();

        // Nobody reloads the page: it follows the run by itself.
        await Expect(page.Locator(".badge").First).ToHaveTextAsync("Complete");
        await Expect(page.Locator(".tile dd.bad")).ToContainTextAsync("5");
        await page.GetByRole(AriaRole.Link, new() { Name = "Causes and advice" }).ClickAsync();
        await Expect(page.Locator(".cause")).ToContainTextAsync("The credentials may not do this.");

        Assert.True(site.Emulator.Faults.Remove(fault));
        await page.GetByLabel("Retry AccessDenied").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry chosen codes" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/runs/1$"));
        await Expect(page.Locator("#failures")).ToBeVisibleAsync();
        await site.UntilAsync(new RunId(1), RunState.Complete);
        await page.ReloadAsync();
        await Expect(page.GetByText("Nothing has failed.")).ToBeVisibleAsync();
        Assert.Equal(55, (await site.Runs.FindAsync(new RunId(1), CancellationToken.None))!.Totals.Verified);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Everything_can_be_done_without_scripts()
    {
        await using var site = await StartAsync();
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "omar", scripts: false);
        var page = visitor.Page;

        await MakeJobAsync(page, site, "Without scripts", "plain/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm and start" }).ClickAsync();
        await site.UntilAsync(new RunId(1), RunState.Complete);
        await visitor.GoAsync("/runs/1");
        await Expect(page.Locator(".badge").First).ToHaveTextAsync("Complete");
        await page.GetByRole(AriaRole.Link, new() { Name = "All objects" }).ClickAsync();
        await page.GetByLabel("Key begins with").FillAsync("public/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "public/img-000000007" }).ClickAsync();
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Copied");
        await Expect(page.Locator("table.pair")).ToContainTextAsync("plain/public/img-000000007");
    }

    [Fact]
    public async Task Versions_of_both_sides_stand_side_by_side()
    {
        await using var site = await StartAsync();
        await site.VersionAsync(Bucket);
        await site.VersionAsync(Mirror);
        await site.OverwriteAsync(Bucket, "public/img-000000003");
        var run = await site.CreateAsync("Versions", $"cos-beijing:{Bucket}/", $"cos-beijing:{Mirror}/v/");
        await site.UntilAsync(run.Id, RunState.Complete);
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "vera");
        var page = visitor.Page;

        await visitor.GoAsync("/runs/1/object?key=public%2Fimg-000000003");
        await page.GetByRole(AriaRole.Link, new() { Name = "Versions on both sides" }).ClickAsync();

        await Expect(page.Locator("table.sides tbody tr")).ToHaveCountAsync(2);
        await Expect(page.Locator("table.sides tbody tr").First).ToContainTextAsync("→ by ledger");
        await Expect(page.Locator("table.sides tbody tr").Last).ToContainTextAsync("missing");
    }

    [Fact]
    public async Task Classes_show_what_moved()
    {
        await using var site = await StartAsync();
        var run = await site.TierAsync($"cos-beijing:{Bucket}/", """
            version: 1
            name: p
            losses: report
            rules:
              - { name: pictures, priority: 1, to: STANDARD_IA, match: { prefix: public/, class: STANDARD } }
            """);
        await site.UntilAsync(run.Id, RunState.Complete);
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "vera");

        await visitor.GoAsync("/classes");

        await Expect(visitor.Page.Locator(".tile").First).ToContainTextAsync("50");
        await Expect(visitor.Page.Locator("#class-flow tbody tr")).ToContainTextAsync("STANDARD_IA");
        await Expect(visitor.Page.Locator("#class-flow canvas")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Manifest_goes_from_the_browser_into_a_bucket_and_back_to_the_form()
    {
        await using var site = await StartAsync();
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "omar");
        var page = visitor.Page;

        await visitor.GoAsync("/jobs/new/manifest");
        await page.GetByLabel("Store").SelectOptionAsync("cos-beijing");
        await page.GetByLabel("Bucket", new() { Exact = true }).FillAsync(Mirror);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign the form" }).ClickAsync();
        await page.GetByLabel("CSV file").SetInputFilesAsync(new FilePayload
        {
            Name = "list.csv", MimeType = "text/csv", Buffer = "public/img-000000001\npublic/img-000000002\n"u8.ToArray(),
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex(@"/copy/jobs/new\?manifest="));
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("list.csv");
        await page.GetByLabel("Store").SelectOptionAsync("cos-beijing");
        await page.GetByLabel("Bucket", new() { Exact = true }).FillAsync(Bucket);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: destination" }).ClickAsync();
        await page.GetByLabel("Store").SelectOptionAsync("cos-beijing");
        await page.GetByLabel("Bucket", new() { Exact = true }).FillAsync(Mirror);
        await page.GetByLabel("Prefix").FillAsync("named/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: selection" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: options" }).ClickAsync();
        await page.GetByLabel("At once").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: check and create" }).ClickAsync();
        await Expect(page.Locator(".tile", new() { HasText = "Objects to copy" })).ToContainTextAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create job" }).ClickAsync();
        var run = await site.UntilAsync(new RunId(1), RunState.Complete);
        Assert.Equal((2, 2), (run.Totals.Listed, run.Totals.Copied));
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Viewer_sees_no_buttons()
    {
        await using var site = await StartAsync();
        var run = await site.CreateAsync("Looked at", $"cos-beijing:{Bucket}/", $"cos-beijing:{Mirror}/x/", spec => spec with { Confirm = true });
        await site.UntilAsync(run.Id, RunState.Suspended);
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "vera");

        await visitor.GoAsync("/runs/1");

        Assert.Equal(0, await visitor.Page.Locator("main form").CountAsync());
        Assert.Equal(403, (await visitor.GoAsync("/jobs/new")).Status);
    }

    private Task<Site> StartAsync() => JourneyScene.StartAsync(postgres, chromium);

    private static async Task MakeJobAsync(IPage page, Site site, string name, string prefix)
    {
        await page.GotoAsync(site.Root + "/");
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "New job" }).ClickAsync();
        await FillStepsAsync(page, name, prefix);
        await Expect(page.Locator("#declaration")).ToHaveTextAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create job" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/runs/1$"));
        await site.UntilAsync(new RunId(1), RunState.Suspended);
        await page.ReloadAsync();
    }

    private static async Task FillStepsAsync(IPage page, string name, string prefix)
    {
        await JourneyScene.FillPlacesAsync(page, prefix);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: options" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: check and create" }).ClickAsync();
    }
}
