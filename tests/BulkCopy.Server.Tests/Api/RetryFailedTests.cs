using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Api;

public sealed class RetryFailedTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task Failed_entries_of_a_complete_run_can_be_claimed_again_and_the_totals_stay_exact()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);

        using var answer = await client.PostAsJsonAsync("/api/v1/runs/1/retry-failed", new { code = "AccessDenied" });
        using var again = await client.PostAsJsonAsync("/api/v1/runs/1/retry-failed", new { code = "AccessDenied" });

        answer.EnsureSuccessStatusCode();
        Assert.Equal(ApiScene.Denied, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("retried").GetInt64());
        var run = (await server.Runs.FindAsync(new RunId(1), default))!;
        Assert.Equal(RunState.Ready, run.State);
        Assert.Equal(ApiScene.TooLarge, run.Totals.Failed);
        Assert.Equal(run.Totals, await new ReportLedger(server.Database).RecountAsync(run.Id, default));

        await ApiScene.SetStateAsync(server.Database, 1, RunState.Active);
        var segments = new SegmentLedger(server.Database);
        var (worker, _) = await new WorkerLedger(server.Database).RegisterAsync("w", TimeSpan.FromMinutes(5), default);
        var claimed = Assert.Single(await segments.ClaimAsync(run.Id, worker, 10, default));
        Assert.True(claimed.AskFirst);
        Assert.Equal(ApiScene.Denied, (await segments.ReadPendingAsync(claimed, default)).Count);
    }
}
