using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class RunRetentionTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task The_summary_the_totals_and_the_hashes_of_a_dropped_run_stay()
    {
        var scene = await FinishedAsync(3);
        var run = (await scene.Runs.FindAsync(scene.Run, default))!;
        var certificate = await new Certification(scene.Reports).CertifyAsync(run, LedgerScene.Noon, default);
        Assert.Equal((3L, 3L, 300L), (certificate.Lines, certificate.Verified, certificate.VerifiedBytes));

        Assert.True(await new DropExpiredRuns(scene.Database, TimeProvider.System).DropAsync(scene.Run, certify: true, default));

        var dropped = await new RunRetention(scene.Database).FindDroppedAsync(scene.Run, default);
        Assert.Equal(run.Totals, dropped!.Run.Totals);
        Assert.Equal((run.State, run.FinishedAt, run.Spec.Name), (dropped.Run.State, dropped.Run.FinishedAt, dropped.Run.Spec.Name));
        Assert.Equal((certificate.ReportRoot, certificate.VerifiedRoot, 3L), (dropped.Certificate!.ReportRoot, dropped.Certificate.VerifiedRoot, dropped.Certificate.Verified));
        Assert.Empty(dropped.Certificate.Blocks);
        Assert.Contains(await new RunRetention(scene.Database).ListDroppedAsync(null, 100, default), one => one.Run.Id == scene.Run);
        Assert.Null(await scene.Runs.FindAsync(scene.Run, default));
    }

    [Fact]
    public async Task A_run_that_was_reopened_since_its_certificate_was_made_is_not_dropped()
    {
        var scene = await FinishedAsync(1);
        var certificate = await new Certification(scene.Reports).CertifyAsync((await scene.Runs.FindAsync(scene.Run, default))!, LedgerScene.Noon, default);
        await scene.ExecuteAsync($"UPDATE bulkcopy.runs SET finished_at = finished_at + interval '1 second' WHERE run_id = {scene.Run}");
        Assert.False(await new RunRetention(scene.Database).DropAsync(scene.Run, certificate, default));
        Assert.NotNull(await scene.Runs.FindAsync(scene.Run, default));
    }

    [Fact]
    public async Task Only_finished_runs_that_are_old_enough_are_past_their_retention_and_the_newest_are_kept()
    {
        var old = await FinishedAsync(1, "100 days");
        var newer = await FinishedAsync(1, "95 days");
        var young = await FinishedAsync(1, "1 hour");
        var unfinished = await LedgerScene.OpenAsync(database);
        var retention = new RunRetention(old.Database);

        var all = await retention.ListExpiredAsync(new RetentionPolicy(TimeSpan.FromDays(90)), 1000, default);
        Assert.Equal([old.Run, newer.Run], all.Where(run => run == old.Run || run == newer.Run || run == young.Run || run == unfinished.Run));
        var keeping = (await old.ScalarAsync<long>("SELECT count(*) FROM bulkcopy.runs WHERE finished_at > now() - interval '97 days'"));
        var some = await retention.ListExpiredAsync(new RetentionPolicy(TimeSpan.FromDays(90), (int)keeping), 1000, default);
        Assert.Contains(old.Run, some);
        Assert.DoesNotContain(newer.Run, some);

        var dropped = await new DropExpiredRuns(old.Database, TimeProvider.System).SweepAsync(new RetentionPolicy(TimeSpan.FromDays(90)), default);
        Assert.Contains(old.Run, dropped);
        Assert.NotNull(await young.Runs.FindAsync(young.Run, default));
        Assert.NotNull(await young.Runs.FindAsync(unfinished.Run, default));
    }

    private async Task<LedgerScene> FinishedAsync(int entries, string ago = "0 s")
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(entries, entries);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        await scene.WriteAsync(worker, segment, (await scene.Segments.ReadPendingAsync(segment, default)).Select(pending => LedgerScene.Copied(pending.Entry.Id)), end: true);
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], RunState.Complete, null, default);
        await scene.ExecuteAsync($"UPDATE bulkcopy.runs SET finished_at = now() - interval '{ago}' WHERE run_id = {scene.Run}");
        return scene;
    }
}
