using BulkCopy.Browser.Tests.Hosting;
using BulkCopy.Emulator;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Api;
using BulkCopy.Server.Webhooks;
using BulkCopy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace BulkCopy.Browser.Tests;

/// <summary>A class fixture: a site on which something has happened. Run 1 is complete with failures, 2 moved between classes, 3 waits to be confirmed, 4 is under way.</summary>
public sealed class Scene(PostgresFixture postgres, Chromium chromium) : IAsyncDisposable
{
    public const string Photos = "cos-beijing:photos-1250000000/2024/";

    private const string Policy = """
        version: 1
        name: photos
        losses: report
        rules:
          - { name: raw files, priority: 20, to: STANDARD_IA, match: { prefix: 2024/07/, class: STANDARD } }
          - { name: holidays, priority: 10, to: ARCHIVE, match: { prefix: 2024/06/, class: STANDARD } }
        """;

    private readonly Dictionary<(ColorScheme, int, bool), Hosting.Visitor> visitors = [];
    // Takes what it is told first, and then no more.
    private readonly HookReceiver receiver = new(number => number == 1 ? "HTTP/1.1 204 No Content" : "HTTP/1.1 503 Service Unavailable");
    private Task<Site>? site;

    // Tests of a class run one after another. What failed once is not tried again.
    internal Task<Site> OpenAsync() => site ??= BuildAsync();

    /// <summary>An administrator with such a window; the same one for all pages.</summary>
    internal async Task<Hosting.Visitor> VisitorAsync(ColorScheme scheme, int width, bool scripts = true)
    {
        if (!visitors.TryGetValue((scheme, width, scripts), out var visitor))
            visitors[(scheme, width, scripts)] = visitor = await Hosting.Visitor.SignInAsync(await OpenAsync(), "ada", scripts, scheme, width);
        return visitor;
    }

    private async Task<Site> BuildAsync()
    {
        var made = await Site.StartAsync(postgres, chromium, options =>
        {
            options.Webhooks.AllowPrivateAddresses = true;
            options.Webhooks.FirstRetry = TimeSpan.FromMinutes(10);
        });
        foreach (var bucket in new[] { "photos-1250000000", "archive-1250000000" })
        {
            Seed(made, bucket, "kept", 1, 10);
            await made.VersionAsync(bucket);
        }
        Seed(made, "photos-1250000000", "2024/06/holiday/img-", 900, 240_000);
        Seed(made, "photos-1250000000", "2024/07/raw/dsc-", 300, 4_800_000);
        Seed(made, "photos-1250000000", "2024/08/private/scan-", 42, 90_000);
        Seed(made, "mirror-1250000000", "kept", 1, 10);
        await made.OverwriteAsync("photos-1250000000", "2024/06/holiday/img-000000001");
        made.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.SlowDown, Operations = [Operation.CopyObject], Prefix = "2024/08/private/", Status = 403, Code = "AccessDenied" });
        await AddWebhookAsync(made, "on-call", receiver.Url, RunState.Complete, RunState.Failed, RunState.Suspended);
        await AddWebhookAsync(made, "tickets", "https://hooks.example.com/bulkcopy");
        made.Work();
        var first = await made.CreateAsync("Photos to archive", Photos, "cos-beijing:archive-1250000000/2024/");
        await made.UntilAsync(first.Id, RunState.Complete, RunState.Failed);
        await made.UntilAsync((await made.TierAsync("cos-beijing:archive-1250000000/2024/", Policy)).Id, RunState.Complete, RunState.Failed);
        var second = await made.CreateAsync("Photos to mirror", Photos, "cos-beijing:mirror-1250000000/2024/", spec => spec with { Confirm = true });
        await made.UntilAsync(second.Id, RunState.Suspended);
        made.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Latency, Operations = [Operation.CopyObject], Bucket = "mirror-1250000000", Delay = TimeSpan.FromMilliseconds(900), LongestDelay = TimeSpan.FromSeconds(2) });
        await made.CreateAsync("Holiday pictures, again", Photos, "cos-beijing:mirror-1250000000/again/");
        await made.Services.GetRequiredService<IRunScheduler>().CreateAsync(
            new ScheduleSpec { Name = "Nightly mirror", Cron = "30 2 * * *", TimeZone = "Asia/Shanghai", Job = first.Spec }, CancellationToken.None);
        return made;
    }

    private static async Task AddWebhookAsync(Site site, string name, string url, params RunState[] states)
    {
        var request = new WebhookRequest { Name = name, Url = url, Secret = "shared-with-the-receiver", States = states, Disabled = states.Length == 0 };
        var row = site.Services.GetRequiredService<WebhookEditor>().Seal(name, request, null, "ada");
        Assert.NotNull(await site.Services.GetRequiredService<WebhookTable>().CreateAsync(row, CancellationToken.None));
    }

    private static void Seed(Site site, string bucket, string prefix, int count, long size) =>
        site.Emulator.Seed(new SeedOrder { Dialect = EmulatorDialect.Cos, Bucket = bucket, Region = "ap-beijing", Prefix = prefix, Count = count, Size = size });

    public async ValueTask DisposeAsync()
    {
        if (site is { IsCompletedSuccessfully: true })
            await (await site).DisposeAsync();
        await receiver.DisposeAsync();
    }
}
