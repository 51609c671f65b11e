using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace BulkCopy.Browser.Tests.Hosting;

/// <summary>Somebody with a browser window. What its console complains of fails the test: above all what the content security policy refuses.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly Site site;
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints = new();

    private Visitor(Site site, IBrowserContext context, IPage page)
    {
        (this.site, this.context, Page) = (site, context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Enqueue($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => complaints.Enqueue($"{page.Url}: {error}");
    }

    public IPage Page { get; }

    public IEnumerable<string> Complaints => complaints;

    /// <summary>What was complained of since this was asked for last.</summary>
    public IReadOnlyList<string> TakeComplaints()
    {
        var taken = complaints.ToArray();
        complaints.Clear();
        return taken;
    }

    /// <summary>Opens a window and signs in.</summary>
    public static async Task<Visitor> SignInAsync(Site site, string name, bool scripts = true, ColorScheme scheme = ColorScheme.Light, int width = 1440)
    {
        var context = await site.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            JavaScriptEnabled = scripts, ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = width < 500 ? 844 : 900 }, ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(Chromium.PatienceMilliseconds);
        var visitor = new Visitor(site, context, await context.NewPageAsync());
        await visitor.GoAsync("/sign-in");
        await visitor.Page.FillAsync("#name", name);
        await visitor.Page.FillAsync("#password", Site.Password);
        await visitor.Page.ClickAsync("button[type=submit]");
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(site.Root + "/");
        return visitor;
    }

    /// <summary>Goes to a page of the site.</summary>
    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(site.Root + path))!;

    /// <summary>What axe-core calls serious or critical.</summary>
    public async Task<IReadOnlyList<string>> SeriousViolationsAsync()
    {
        await Page.EvaluateAsync(Axe.Source);
        return await Page.EvaluateAsync<string[]>(Axe.Run);
    }

    /// <summary>How many pixels the page is wider than its window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>Takes a picture of the whole page.</summary>
    public Task ShootAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Screenshots.Directory, name + ".png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });

    public async ValueTask DisposeAsync() => await context.CloseAsync();
}
