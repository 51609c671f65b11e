using BulkCopy.Browser.Tests.Hosting;
using Microsoft.Playwright;
using Xunit;

namespace BulkCopy.Browser.Tests;

/// <summary>Every page, as an administrator sees it: light and dark, wide and narrow.</summary>
public sealed class PageTests(Scene scene) : IClassFixture<Scene>
{
    private const string Places = "sourceStore=cos-beijing&sourceBucket=photos-1250000000&destinationStore=cos-beijing&destinationBucket=mirror-1250000000";
    private const string Everything = "&metadataMode=Merge&headers=Cache-Control%3A%20max-age%3D3600&tagPolicy=Drop&acl=Canned&cannedAcl=private&encryption=StoreManaged"
        + "&onSourceChange=Recopy&attempts=3&failedPercent=10&restoreTier=Standard&partSize=64%20MiB&storageClass=STANDARD_IA&verification=Head";

    public static TheoryData<string, string> Pages => new()
    {
        { "overview", "/" },
        { "runs", "/runs" },
        { "run-complete", "/runs/1" },
        { "run-suspended", "/runs/3" },
        { "run-active", "/runs/4" },
        { "failures", "/runs/1/failures" },
        { "entries-failed", "/runs/1/entries?result=Failed" },
        { "object-failed", "/runs/1/object?key=2024%2F08%2Fprivate%2Fscan-000000007" },
        { "object-copied", "/runs/1/object?key=2024%2F06%2Fholiday%2Fimg-000000123" },
        { "versions", "/versions?run=1&key=2024%2F06%2Fholiday%2Fimg-000000001" },
        { "versions-empty", "/versions" },
        { "classes", "/classes" },
        { "job-source", "/jobs/new" },
        { "job-destination", "/jobs/new?step=destination&sourceStore=cos-beijing&sourceBucket=photos-1250000000&sourcePrefix=2024/" },
        { "job-selection", "/jobs/new?step=selection&sourceStore=cos-beijing&sourceBucket=photos-1250000000&destinationStore=cos-beijing&destinationBucket=mirror-1250000000" },
        { "job-options", "/jobs/new?step=options&sourceStore=cos-beijing&sourceBucket=photos-1250000000&destinationStore=cos-beijing&destinationBucket=mirror-1250000000" },
        { "job-source-more", "/jobs/new?sourceStore=cos-beijing&sourceBucket=photos-1250000000&moreSources=cos-beijing%3Aarchive-1250000000%2F&manifestAt=cos-beijing%3Amirror-1250000000%2Flist.csv" },
        { "job-destination-more", "/jobs/new?step=destination&sourceStore=cos-beijing&sourceBucket=photos-1250000000&template=%7Byear%7D%2F%7Bname%7D&replace=jpeg%20%3D%3E%20jpg" },
        { "job-selection-more", "/jobs/new?step=selection&" + Places + "&classes=STANDARD&olderThan=7d&fromKey=a&includeRegex=x&tags=a%3Db&versions=AsOf&asOf=2026-01-01T08:00&compare=Mirror&compareBy=Size&deleteMax=5%25" },
        { "job-options-more", "/jobs/new?step=options&" + Places + Everything },
        { "job-options-wrong", "/jobs/new?step=plan&" + Places + "&attempts=0&storageClass=COLD&acl=Canned&headers=X-Odd%3A%201&kmsKeyId=k&partSize=much&restoreDays=3" },
        { "job-mirror", "/jobs/new?step=plan&" + Places + Everything + "&compare=Mirror&deleteMax=10&template=" },
        { "job-plan", "/jobs/new?step=plan&sourceStore=cos-beijing&sourceBucket=photos-1250000000&destinationStore=cos-beijing&destinationBucket=mirror-1250000000&include=**/*" },
        { "job-problem", "/jobs/new?step=plan&sourceStore=cos-beijing" },
        { "manifest", "/jobs/new/manifest" },
        { "schedules", "/schedules" },
        { "schedule", "/schedules/1" },
        { "stores", "/stores" },
        { "store", "/stores/cos-beijing" },
        { "audit", "/audit" },
        { "access", "/access" },
        { "webhooks", "/webhooks" },
        { "webhook", "/webhooks/on-call" },
        { "reference", "/reference" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_is_fit_to_be_seen(string name, string path)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            foreach (var width in new[] { 1440, 390 })
            {
                var visitor = await scene.VisitorAsync(scheme, width);
                var answer = await visitor.GoAsync(path);
                Assert.Equal(200, answer.Status);
                await visitor.Page.WaitForLoadStateAsync(LoadState.Load);
                await visitor.ShootAsync($"{name}-{scheme}-{width}".ToLowerInvariant());
                Assert.True(await visitor.OverflowAsync() <= 0, $"{path} is wider than {width} pixels.");
                Assert.Empty(await visitor.SeriousViolationsAsync());
                Assert.Empty(visitor.TakeComplaints());
            }
    }

    [Theory]
    [InlineData("/runs/3")]
    [InlineData("/schedules")]
    [InlineData("/schedules/1")]
    [InlineData("/webhooks")]
    [InlineData("/access")]
    public async Task What_buttons_ask_fits_into_a_narrow_window(string path)
    {
        var visitor = await scene.VisitorAsync(ColorScheme.Light, 390);
        await visitor.GoAsync(path);
        var buttons = visitor.Page.Locator("main details.ask");
        var count = await buttons.CountAsync();
        Assert.NotEqual(0, count);
        for (var number = 0; number < count; number++)
        {
            await buttons.Nth(number).Locator("summary").ClickAsync();
            var asked = (await buttons.Nth(number).Locator(":scope > form, :scope > div").BoundingBoxAsync())!;
            Assert.True(asked is { X: >= 0, Width: > 200 } && asked.X + asked.Width <= 390, $"{path} asks from {asked.X} to {asked.X + asked.Width}.");
            Assert.True(await visitor.OverflowAsync() <= 0, $"{path} is wider than its window while it asks.");
            if (number == 0)
                await visitor.ShootAsync($"ask{path.Replace('/', '-')}");
            await buttons.Nth(number).Locator("summary").ClickAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_says_the_same_without_scripts(string name, string path)
    {
        var visitor = await scene.VisitorAsync(ColorScheme.Light, 1440, scripts: false);
        var answer = await visitor.GoAsync(path);
        Assert.Equal(200, answer.Status);
        Assert.NotEqual("", await visitor.Page.InnerTextAsync("h1"));
        Assert.Equal(0, await visitor.Page.Locator(".chart .plot:visible").CountAsync());
        Assert.Equal(await visitor.Page.Locator(".chart").CountAsync(), await visitor.Page.Locator(".chart table:visible").CountAsync());
        await visitor.ShootAsync($"{name}-noscript");
    }
}
