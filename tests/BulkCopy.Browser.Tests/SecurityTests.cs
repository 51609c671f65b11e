using BulkCopy.Browser.Tests.Hosting;
using BulkCopy.Emulator;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Engine.Jobs;
using BulkCopy.Testing;
using Microsoft.Playwright;
using Xunit;

namespace BulkCopy.Browser.Tests;

/// <summary>What a browser lets other sites, and what others have written, do to somebody who is signed in.</summary>
public sealed class SecurityTests(PostgresFixture postgres, Chromium chromium)
{
    private const string Photos = "photos-1250000000";
    private const string Mirror = "mirror-1250000000";

    [Theory]
    // Another site: the session's cookie stays at home. A neighbour, of which browsers think as the same site: the cookie comes along, and the token is missing.
    [InlineData("http://attacker.example/")]
    [InlineData("http://127.0.0.1:9/")]
    public async Task A_page_elsewhere_cannot_act_for_somebody_who_is_signed_in(string origin)
    {
        await using var site = await StartAsync("kept");
        var run = await site.CreateAsync("Not yet", $"cos-beijing:{Photos}/", $"cos-beijing:{Mirror}/", spec => spec with { Confirm = true });
        await site.UntilAsync(run.Id, RunState.Suspended);
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "ada");
        var page = visitor.Page;
        await page.RouteAsync(origin + "**", route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "text/html",
            Body = $$"""
                <!DOCTYPE html><title>A gift</title>
                <iframe id="frame" src="{{site.Root}}/runs/1"></iframe>
                <form id="forged" method="post" action="{{site.Root}}/runs/1/confirm"><input name="x" value="y"></form>
                <script>
                  window.tried = Promise.allSettled([
                    fetch("{{site.Root}}/runs/1/confirm", { method: "POST", credentials: "include", mode: "no-cors", body: new URLSearchParams({ x: "y" }) }),
                    fetch("{{site.Root}}/runs/1/confirm", { method: "POST", credentials: "include", headers: { "HX-Request": "true" } }),
                    fetch("{{site.Root}}/api/v1/runs/1/confirm", { method: "POST", credentials: "include", mode: "no-cors", headers: { "Content-Type": "text/plain" }, body: "{}" }),
                    fetch("{{site.Root}}/api/v1/session", { credentials: "include" }).then(answer => answer.text()),
                  ]).then(all => all.map(one => one.status === "rejected" ? "refused" : typeof one.value === "string" ? one.value : one.value.type));
                </script>
                """,
        }));

        await page.GotoAsync(origin);
        var tried = await page.EvaluateAsync<string[]>("() => window.tried");
        // Even where the browser sends them: Cross-Origin-Resource-Policy keeps what came back from the page.
        Assert.Equal(["refused", "refused", "refused", "refused"], tried);
        Assert.DoesNotContain("Not yet", await page.FrameLocator("#frame").Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(page.Frames, frame => frame.Url.StartsWith(site.Root, StringComparison.Ordinal));
        var posted = page.WaitForResponseAsync(response => response.Request.Method == "POST" && response.Url.EndsWith("/runs/1/confirm", StringComparison.Ordinal));
        await page.EvaluateAsync("() => document.getElementById('forged').submit()");

        Assert.Contains((await posted).Status, new[] { 302, 400 });
        Assert.Equal(RunState.Suspended, (await site.Runs.FindAsync(run.Id, CancellationToken.None))!.State);
    }

    [Fact]
    public async Task Keys_of_objects_run_no_script_on_any_page()
    {
        const string Hostile = "\"><script>window.planted=1</script><img src=x onerror=window.planted=2>'`{{7*7}}";
        await using var site = await StartAsync(Hostile);
        site.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.SlowDown, Operations = [Operation.CopyObject], Prefix = Hostile + "000000001", Status = 403, Code = "AccessDenied" });
        var run = await site.CreateAsync($"Named {Hostile}", $"cos-beijing:{Photos}/", $"cos-beijing:{Mirror}/{Hostile}/");
        await site.UntilAsync(run.Id, RunState.Complete, RunState.Failed);
        await using var visitor = await Hosting.Visitor.SignInAsync(site, "ada");
        var key = Uri.EscapeDataString(Hostile + "000000002");

        foreach (var path in new[]
        {
            "/", "/runs", "/runs/1", "/runs/1/failures", "/runs/1/entries", $"/runs/1/entries?prefix={Uri.EscapeDataString(Hostile)}", $"/runs/1/object?key={key}",
            $"/versions?run=1&key={key}", $"/jobs/new?step=plan&sourceStore=cos-beijing&sourceBucket={Photos}&name={key}", "/audit", $"/sign-in?returnUrl={key}",
        })
        {
            await visitor.GoAsync(path);
            await visitor.Page.WaitForLoadStateAsync(LoadState.Load);
            Assert.True(await visitor.Page.EvaluateAsync<bool>("() => window.planted === undefined && !document.querySelector('img[onerror], main script')"), path);
            Assert.Empty(visitor.TakeComplaints());
        }
        await visitor.GoAsync($"/runs/1/object?key={key}");
        Assert.Contains(Hostile, await visitor.Page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("forbidden", "/audit", 403)]
    [InlineData("not-found", "/nowhere", 404)]
    [InlineData("no-such-run", "/runs/999", 404)]
    public async Task Pages_of_what_failed_are_fit_to_be_seen(string name, string path, int status)
    {
        await using var site = await StartAsync("kept");
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            foreach (var width in new[] { 1440, 390 })
            {
                await using var visitor = await Hosting.Visitor.SignInAsync(site, "vera", scheme: scheme, width: width);
                var answer = await visitor.GoAsync(path);
                Assert.Equal(status, answer.Status);
                await visitor.ShootAsync($"{name}-{scheme}-{width}".ToLowerInvariant());
                Assert.NotEqual("", await visitor.Page.InnerTextAsync("h1"));
                Assert.True(await visitor.OverflowAsync() <= 0, $"{path} is wider than {width} pixels.");
                Assert.Empty(await visitor.SeriousViolationsAsync());
                Assert.DoesNotContain(visitor.TakeComplaints(), complaint => !complaint.Contains($"status of {status}", StringComparison.Ordinal));
                await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Go to the overview" }).ClickAsync();
                await Assertions.Expect(visitor.Page).ToHaveURLAsync(site.Root + "/");
            }
    }

    private async Task<Site> StartAsync(string prefix)
    {
        var site = await Site.StartAsync(postgres, chromium);
        foreach (var (bucket, keys, count) in new[] { (Photos, prefix, 5), (Mirror, "kept", 1) })
            site.Emulator.Seed(new SeedOrder { Dialect = EmulatorDialect.Cos, Bucket = bucket, Region = "ap-beijing", Prefix = keys, Count = count, Size = 1000 });
        site.Work();
        return site;
    }
}
