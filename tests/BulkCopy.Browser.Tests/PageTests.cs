using BulkCopy.Browser.Tests.Hosting;
using Microsoft.Playwright;
using Xunit;

namespace BulkCopy.Browser.Tests;

/// <summary>Every page, as an administrator sees it: light and dark, wide and narrow.</summary>
public sealed class PageTests(Scene scene) : IClassFixture<Scene>
{
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
        { "job-plan", "/jobs/new?step=plan&sourceStore=cos-beijing&sourceBucket=photos-1250000000&destinationStore=cos-beijing&destinationBucket=mirror-1250000000&include=**/*" },
        { "job-problem", "/jobs/new?step=plan&sourceStore=cos-beijing" },
        { "manifest", "/jobs/new/manifest" },
        { "schedules", "/schedules" },
        { "stores", "/stores" },
        { "audit", "/audit" },
        { "access", "/access" },
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
