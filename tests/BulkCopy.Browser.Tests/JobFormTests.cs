using System.Text.RegularExpressions;
using BulkCopy.Browser.Tests.Hosting;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace BulkCopy.Browser.Tests;

/// <summary>Jobs that say more than where from and where to.</summary>
public sealed class JobFormTests(PostgresFixture postgres, Chromium chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mirror_needs_a_limit_and_deletes_once_it_was_confirmed(bool scripts)
    {
        await using var site = await JourneyScene.StartAsync(postgres, chromium);
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "omar", scripts);
        var page = visitor.Page;
        await visitor.GoAsync("/jobs/new");
        await JourneyScene.FillPlacesAsync(page, "");
        await page.Locator("#compare-Mirror").CheckAsync();
        await JourneyScene.NextAsync(page, "options");

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Delete at most");
        await Expect(page.Locator("#deleteMax-problem")).ToContainTextAsync("needs a limit");
        await page.Locator("#deleteMax").FillAsync("0");
        await JourneyScene.NextAsync(page, "options");
        await JourneyScene.NextAsync(page, "check and create");
        await Expect(page.GetByText("1 objects would be deleted, and at most 0 may be")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Create job" })).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await page.Locator("#deleteMax").FillAsync("5");
        await JourneyScene.NextAsync(page, "options");
        await JourneyScene.NextAsync(page, "check and create");
        await Expect(page.Locator(".tile", new() { HasText = "Objects to delete" })).ToContainTextAsync("1");
        await Expect(page.Locator(".tile", new() { HasText = "Objects to copy" })).ToContainTextAsync("55");
        await Expect(page.Locator(".tile", new() { HasText = "Price" })).ToContainTextAsync("CNY");
        await page.GetByLabel("It may delete 1 objects").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create job" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/runs/1$"));
        await site.UntilAsync(new RunId(1), RunState.Suspended);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm and start" }).ClickAsync();

        var run = await site.UntilAsync(new RunId(1), RunState.Complete);
        Assert.Equal((55, 1), (run.Totals.Copied, run.Totals.Deleted));
    }

    [Fact]
    public async Task Options_of_the_form_reach_the_copies()
    {
        await using var site = await JourneyScene.StartAsync(postgres, chromium);
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "omar");
        var page = visitor.Page;
        await visitor.GoAsync("/jobs/new");
        await JourneyScene.FillPlacesAsync(page, "opt/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await JourneyScene.OpenAsync(page, "Other keys");
        await page.Locator("#replace").FillAsync("^public/ => open/");
        await page.Locator("#template").FillAsync("x/{key}");
        await JourneyScene.NextAsync(page, "selection");
        await page.Locator("#exclude").FillAsync("private/**");
        await JourneyScene.OpenAsync(page, "Key range");
        await page.Locator("#toKey").FillAsync("public/img-000000003");
        await JourneyScene.NextAsync(page, "options");
        await page.Locator("#storageClass").FillAsync("STANDARD_IA");
        await JourneyScene.OpenAsync(page, "Headers and metadata");
        await page.Locator("#metadataMode").SelectOptionAsync("Merge");
        await page.Locator("#headers").FillAsync("Cache-Control: max-age=3600");
        await page.Locator("#userMetadata").FillAsync("owner=finance");
        await JourneyScene.OpenAsync(page, "Encryption");
        await page.Locator("#encryption").SelectOptionAsync("StoreManaged");
        await page.Locator("#start-once").CheckAsync();
        await JourneyScene.NextAsync(page, "check and create");
        await Expect(page.Locator(".facts")).ToContainTextAsync("the source's, with max-age=3600, owner=finance");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create job" }).ClickAsync();

        var run = await site.UntilAsync(new RunId(1), RunState.Complete);
        Assert.Equal(3, run.Totals.Copied);
        Assert.True(run.Spec.Copy.Probe);
        var copy = (await site.Store.HeadObjectAsync(
            new ReadObjectRequest { Bucket = JourneyScene.Mirror, Key = "opt/x/open/img-000000002" }, CancellationToken.None)).ValueOrThrow();
        Assert.Equal(("STANDARD_IA", "max-age=3600"), (copy.StorageClass, copy.Headers.CacheControl));
        Assert.Contains(new("owner", "finance"), copy.Headers.Metadata);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_its_field()
    {
        await using var site = await JourneyScene.StartAsync(postgres, chromium);
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "omar", scripts: false);
        var page = visitor.Page;
        await visitor.GoAsync("/jobs/new");
        await JourneyScene.NextAsync(page, "destination");
        await Expect(page.Locator("#sourceBucket-problem")).ToContainTextAsync("Choose a store");
        await JourneyScene.FillPlacesAsync(page, "");
        await page.Locator("#minSize").FillAsync("large");
        await JourneyScene.NextAsync(page, "options");
        await Expect(page.Locator("#minSize-problem")).ToContainTextAsync("512 KiB");
        await Expect(page.Locator("#minSize")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Locator("#minSize").FillAsync("2 KiB");
        await JourneyScene.NextAsync(page, "options");
        await page.Locator("#storageClass").FillAsync("COLD");
        await JourneyScene.NextAsync(page, "check and create");
        await Expect(page.Locator("#storageClass-problem")).ToContainTextAsync("cos has no storage class 'COLD'");
    }

    [Fact]
    public async Task Versions_are_copied_with_their_delete_markers_and_shown_side_by_side()
    {
        await using var site = await JourneyScene.StartAsync(postgres, chromium);
        await site.VersionAsync(JourneyScene.Bucket);
        await site.VersionAsync(JourneyScene.Mirror);
        await site.OverwriteAsync(JourneyScene.Bucket, "public/img-000000003");
        await site.Store.DeleteObjectsAsync(JourneyScene.Bucket, [new ObjectVersionName("public/img-000000003", null)], CancellationToken.None);
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "omar");
        var page = visitor.Page;
        await visitor.GoAsync("/jobs/new");
        await JourneyScene.FillPlacesAsync(page, "all/");
        await JourneyScene.OpenAsync(page, "Versions");
        await page.Locator("#versions-All").CheckAsync();
        await JourneyScene.NextAsync(page, "options");
        await page.Locator("#start-once").CheckAsync();
        await JourneyScene.NextAsync(page, "check and create");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create job" }).ClickAsync();
        await site.UntilAsync(new RunId(1), RunState.Complete);

        await visitor.GoAsync("/versions?run=1&key=public%2Fimg-000000003");

        await Expect(page.Locator("table.sides tbody tr")).ToHaveCountAsync(3);
        await Expect(page.Locator("table.sides tbody tr", new() { HasText = "→ by ledger" })).ToHaveCountAsync(3);
        await Expect(page.Locator("table.sides tbody tr").First).ToContainTextAsync("delete marker");
        await Expect(page.Locator(".badge.good").First).ToHaveTextAsync("complete");
        Assert.Empty(visitor.Complaints);
    }
}
