using BulkCopy.Browser.Tests.Hosting;
using BulkCopy.Emulator;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Server.Options;
using BulkCopy.Testing;
using Microsoft.Playwright;

namespace BulkCopy.Browser.Tests;

/// <summary>What journeys begin with: 55 objects in one bucket, one in another, and a worker.</summary>
internal static class JourneyScene
{
    public const string Bucket = "photos-1250000000";
    public const string Mirror = "mirror-1250000000";

    public static async Task<Site> StartAsync(PostgresFixture postgres, Chromium chromium, Action<ServerOptions>? configure = null)
    {
        var site = await Site.StartAsync(postgres, chromium, configure);
        foreach (var (bucket, prefix, count) in new[] { (Bucket, "public/img-", 50), (Bucket, "private/scan-", 5), (Mirror, "kept", 1) })
            site.Emulator.Seed(new SeedOrder { Dialect = EmulatorDialect.Cos, Bucket = bucket, Region = "ap-beijing", Prefix = prefix, Count = count, Size = 80_000 });
        site.Work();
        return site;
    }

    /// <summary>Fills the first two steps and stands at the third.</summary>
    public static async Task FillPlacesAsync(IPage page, string prefix)
    {
        await page.GetByLabel("Store").SelectOptionAsync("cos-beijing");
        await page.GetByLabel("Bucket", new() { Exact = true }).FillAsync(Bucket);
        await NextAsync(page, "destination");
        await page.GetByLabel("Store").SelectOptionAsync("cos-beijing");
        await page.GetByLabel("Bucket", new() { Exact = true }).FillAsync(Mirror);
        await page.GetByLabel("Prefix").FillAsync(prefix);
        await NextAsync(page, "selection");
    }

    /// <summary>Goes on to a step.</summary>
    public static Task NextAsync(IPage page, string step) => page.GetByRole(AriaRole.Button, new() { Name = $"Next: {step}" }).ClickAsync();

    /// <summary>Opens a section of a step.</summary>
    public static Task OpenAsync(IPage page, string section) => page.Locator("details.more > summary", new() { HasText = section }).ClickAsync();
}
