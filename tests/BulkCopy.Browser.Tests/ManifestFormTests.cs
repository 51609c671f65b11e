using System.Text;
using System.Text.RegularExpressions;
using BulkCopy.Browser.Tests.Hosting;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace BulkCopy.Browser.Tests;

/// <summary>Jobs whose objects are named one by one: by an inventory, by what failed in an earlier run.</summary>
public sealed class ManifestFormTests(PostgresFixture postgres, Chromium chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_failed_in_a_run_becomes_a_job_of_its_own(bool scripts)
    {
        await using var site = await JourneyScene.StartAsync(postgres, chromium);
        var fault = site.Emulator.Faults.Add(
            new FaultRule { Kind = FaultKind.SlowDown, Operations = [Operation.CopyObject], Prefix = "first/private/", Status = 403, Code = "AccessDenied" });
        var first = await site.CreateAsync("First", $"cos-beijing:{JourneyScene.Bucket}/", $"cos-beijing:{JourneyScene.Mirror}/first/");
        await site.UntilAsync(first.Id, RunState.Complete);
        Assert.True(site.Emulator.Faults.Remove(fault));
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "omar", scripts);
        var page = visitor.Page;

        await visitor.GoAsync("/runs/1/failures");
        await page.GetByRole(AriaRole.Link, new() { Name = "make a new job of them" }).ClickAsync();
        await Expect(page.GetByLabel("Or what failed in run")).ToHaveValueAsync("1");
        await Expect(page.GetByLabel("Bucket", new() { Exact = true })).ToHaveValueAsync(JourneyScene.Bucket);
        await page.GetByLabel("Or what failed in run").FillAsync("7");
        await FinishAsync(page);
        await Expect(page.Locator("#failedOf-problem")).ToHaveTextAsync("There is no run 7.");
        await page.GetByLabel("Or what failed in run").FillAsync("1");
        await FinishAsync(page);
        await Expect(page.Locator(".facts")).ToContainTextAsync("those that failed in run 1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create job" }).ClickAsync();

        var run = await site.UntilAsync(new RunId(2), RunState.Complete);
        Assert.Equal((5, 5, 0), (run.Totals.Listed, run.Totals.Copied, run.Totals.Failed));
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task An_inventory_in_a_bucket_names_the_objects()
    {
        const string index = "inventory/2026-01-01T01-00Z/manifest.json";
        await using var site = await JourneyScene.StartAsync(postgres, chromium);
        await PutAsync(site, "inventory/data/1.csv", "\"public/img-000000001\"\n\"public/img-000000002\"\n\"private/scan-000000003\"\n");
        await PutAsync(site, index, """{"fileFormat":"CSV","fileSchema":"Key","files":[{"key":"inventory/data/1.csv"}]}""");
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "omar");
        var page = visitor.Page;
        await visitor.GoAsync($"/jobs/new?sourceStore=cos-beijing&sourceBucket={JourneyScene.Bucket}&destinationStore=cos-beijing&destinationBucket={JourneyScene.Mirror}&destinationPrefix=inventoried%2F");

        await JourneyScene.OpenAsync(page, "Objects that are named one by one");
        await page.GetByLabel("Manifest in a bucket").FillAsync($"cos-beijing:{JourneyScene.Mirror}/inventory/data/1.csv");
        await page.GetByLabel("Format").SelectOptionAsync("Inventory");
        await FinishAsync(page);
        await Expect(page.Locator("#manifestAt-problem")).ToContainTextAsync("An inventory is named by its manifest.json");
        await page.GetByLabel("Manifest in a bucket").FillAsync($"cos-beijing:{JourneyScene.Mirror}/{index}");
        await page.GetByLabel("Format").SelectOptionAsync("");
        await FinishAsync(page);
        await Expect(page.Locator(".facts")).ToContainTextAsync($"named by the inventory cos-beijing:{JourneyScene.Mirror}/{index}");
        await Expect(page.Locator(".tile", new() { HasText = "Objects to copy" })).ToContainTextAsync("3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create job" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex("/runs/1$"));
        Assert.Equal(3, (await site.UntilAsync(new RunId(1), RunState.Complete)).Totals.Copied);
        Assert.Empty(visitor.Complaints);
    }

    // From the first step, or from the one that something is wrong with, to the last.
    private static async Task FinishAsync(IPage page)
    {
        await JourneyScene.NextAsync(page, "destination");
        // The page has changed by now, but may not have been read to its end.
        await page.WaitForLoadStateAsync(LoadState.Load);
        if (await page.Locator("[role=alert]").CountAsync() > 0)
            return;
        await JourneyScene.NextAsync(page, "selection");
        await JourneyScene.NextAsync(page, "options");
        await page.Locator("#start-once").CheckAsync();
        await JourneyScene.NextAsync(page, "check and create");
    }

    private static async Task PutAsync(Site site, string key, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        (await site.Store.PutObjectAsync(
            new PutObjectRequest { Bucket = JourneyScene.Mirror, Key = key, Content = content, Length = content.Length }, CancellationToken.None)).ValueOrThrow();
    }
}
