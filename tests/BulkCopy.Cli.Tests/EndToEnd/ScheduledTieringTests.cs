using System.Globalization;
using BulkCopy.Cli.Tests.Cli;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Engine.Tests.Tiering;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Postgres.Scheduling;
using BulkCopy.Testing;
using Npgsql;
using Xunit;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary>
/// A policy of five rules on a schedule, over objects of all classes of which a tenth is archived, with two servers (worker and scheduler in each) of
/// which one is killed while a time fires and one in the middle of a run. <c>BULKCOPY_TIERING_OBJECTS</c> sets the number of objects per dialect.
/// </summary>
public sealed class ScheduledTieringTests(PostgresFixture postgres)
{
    private static readonly int Objects = int.Parse(Environment.GetEnvironmentVariable("BULKCOPY_TIERING_OBJECTS") ?? "1000", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Dialects with their classes, how restores are asked for, and how many times faster than the vendors' they are: they take seconds, and what is restored stays for minutes.</summary>
    public static TheoryData<string, string[], string[], string, double> Dialects => new()
    {
        { "cos", ["STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING"], ["ARCHIVE", "DEEP_ARCHIVE"], "days: 300", 7200 },
        { "oss", ["Standard", "IA"], ["Archive", "ColdArchive", "DeepColdArchive"], "days: 7, tier: Expedited", 2400 },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Each_time_fires_once_and_every_object_ends_where_the_rules_say(string dialect, string[] hot, string[] cold, string restore, double acceleration)
    {
        await using var scene = await TieringScene.StartAsync(postgres, dialect, acceleration: acceleration);
        var seeded = Enumerable.Range(0, Objects).Select(i => (
            Key: $"{"abcd"[i % 4]}/{i:D6}", Class: i % 10 == 7 ? cold[i / 10 % cold.Length] : hot[i % hot.Length], Size: 100 + i % 2000, Tag: i % 49 == 0 ? "yes" : null)).ToArray();
        var moving = seeded.Where(o => Expected(o.Key, o.Class, o.Size, o.Tag, hot, cold) != o.Class).ToArray();
        await scene.PutAllAsync(200, seeded);
        var before = await scene.DescribeAsync();
        var schedules = new ScheduleLedger(scene.Database);
        var schedule = (await schedules.CreateAsync(new ScheduleSpec { Name = "tiering", Cron = "0/5 * * * * ?", Job = scene.Job(Policy(hot, cold, restore)) }, default))!;

        await RunWithDeathsAsync(scene, schedules, schedule.Id);

        var listed = (await scene.ListAsync()).ToDictionary(o => o.Key, o => o.StorageClass);
        Assert.All(seeded, o => Assert.Equal(Expected(o.Key, o.Class, o.Size, o.Tag, hot, cold), listed[o.Key]));
        var after = await scene.DescribeAsync();
        Assert.Equal(before.Keys, after.Keys);
        Assert.Empty(before.Where(pair => after[pair.Key] != pair.Value).Select(pair => $"{pair.Key}: {pair.Value} -> {after[pair.Key]}").Take(3));
        await AssertFiresAsync(scene, schedules, schedule.Id);
        Assert.Equal(moving.Length, await scene.ScalarAsync("SELECT count(*) FROM bulkcopy.transitions"));
        Assert.Equal(moving.Length, await scene.ScalarAsync("SELECT sum(objects) FROM bulkcopy.transition_days"));
        Assert.Equal(0, await scene.ScalarAsync("SELECT count(*) - count(DISTINCT key) FROM bulkcopy.transitions"));
        Assert.Equal(moving.Count(o => cold.Contains(o.Class)), scene.Emulator.Requests.CountEffects(Operation.RestoreObject));
        Assert.Equal(moving.Length, scene.Emulator.Requests.CountEffects(Operation.CopyObject));
        Assert.Equal(0, scene.Emulator.Requests.InternalErrors);
    }

    private static async Task RunWithDeathsAsync(TieringScene scene, ScheduleLedger schedules, ScheduleId schedule)
    {
        // While the schedule's row is held, a time that fires is written down and cannot be settled: whoever fired it is in the middle.
        var hold = await scene.Database.OpenConnectionAsync();
        await using var begin = new NpgsqlCommand($"BEGIN; SELECT 1 FROM bulkcopy.schedules WHERE schedule_id = {schedule} FOR NO KEY UPDATE", hold);
        await begin.ExecuteNonQueryAsync();
        List<BulkCopyProcess> processes = [StartServer(scene), StartServer(scene)];
        try
        {
            var firing = 0;
            await UntilAsync(async () => (firing = await FiringProcessAsync(scene)) != 0);
            await KillAsync(scene, processes, process => process.Id == firing);
            await hold.DisposeAsync();

            await UntilAsync(async () => await scene.ScalarAsync("SELECT coalesce(sum(copied), 0) FROM bulkcopy.run_totals") > Objects / 20);
            processes.Add(StartServer(scene));
            await KillAsync(scene, processes, process => process == processes[0]);

            await UntilAsync(async () => await IsQuietAsync(scene, schedules, schedule));
            await schedules.SetPausedAsync(schedule, true, default);
            await UntilAsync(async () => await scene.ScalarAsync("SELECT count(*) FROM bulkcopy.runs WHERE finished_at IS NULL") == 0);
        }
        finally
        {
            foreach (var process in processes) await process.DisposeAsync();
        }
    }

    /// <summary>The first run is over, and a later one found nothing to do.</summary>
    private static async Task<bool> IsQuietAsync(TieringScene scene, ScheduleLedger schedules, ScheduleId schedule)
    {
        var started = (await schedules.ListFiresAsync(schedule, 10_000, default)).Where(fire => fire.Run is not null).ToArray();
        if (started.Length < 2) return false;
        var newest = await scene.Ledger.Runs.FindAsync(started[0].Run!.Value, default);
        return newest is { State: RunState.Complete, Totals.Listed: 0 };
    }

    private static async Task AssertFiresAsync(TieringScene scene, ScheduleLedger schedules, ScheduleId schedule)
    {
        var fires = (await schedules.ListFiresAsync(schedule, 10_000, default)).OrderBy(fire => fire.ScheduledAt).ToArray();
        Assert.All(fires.Zip(fires.Skip(1)), pair => Assert.Equal(Interval, pair.Second.ScheduledAt - pair.First.ScheduledAt));
        Assert.All(fires, fire => Assert.Contains(fire.State, new[] { FireState.Started, FireState.Skipped }));
        Assert.Equal(fires.Count(fire => fire.State == FireState.Started), await scene.ScalarAsync("SELECT count(*) FROM bulkcopy.runs"));
        Assert.Equal(0, await scene.ScalarAsync("SELECT count(*) FROM bulkcopy.runs WHERE state <> 'Complete'"));
    }

    /// <summary>The process whose trigger has fired and whose job has not ended; 0 while there is none.</summary>
    private static async Task<int> FiringProcessAsync(TieringScene scene)
    {
        if (await scene.ScalarAsync("SELECT count(*) FROM bulkcopy.schedule_fires WHERE state = 'Queued'") == 0) return 0;
        await using var instance = scene.Database.CreateCommand("SELECT instance_name FROM quartz.qrtz_fired_triggers WHERE state = 'EXECUTING'");
        return await instance.ExecuteScalarAsync() is string name ? int.Parse(name[(name.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture) : 0;
    }

    private static async Task KillAsync(TieringScene scene, List<BulkCopyProcess> processes, Func<BulkCopyProcess, bool> which)
    {
        var victim = processes.Single(which);
        processes.Remove(victim);
        var process = victim.Id;
        await victim.DisposeAsync();
        await DeadWorkers.LetGoAsync(process, scene.Database);
    }

    private static BulkCopyProcess StartServer(TieringScene scene) => BulkCopyProcess.Start(["serve", "--listen", "http://127.0.0.1:0"], new Dictionary<string, string>
    {
        ["ConnectionStrings__BulkCopy"] = CliWorld.WithPassword(scene.Database),
        ["BULKCOPY__Stores__here__Dialect"] = scene.Store.Dialect.Name,
        ["BULKCOPY__Stores__here__Region"] = scene.Store.Region,
        ["BULKCOPY__Stores__here__ConnectTo"] = $"127.0.0.1:{scene.Emulator.Endpoint.Port}",
        ["BULKCOPY__Stores__here__UseHttps"] = "false",
        ["BULKCOPY__Stores__here__Credentials__AccessKeyIdFrom"] = "env:TIER_KEY",
        ["BULKCOPY__Stores__here__Credentials__SecretAccessKeyFrom"] = "env:TIER_SECRET",
        ["TIER_KEY"] = TieringScene.AccessKey,
        ["TIER_SECRET"] = TieringScene.Secret,
    });

    private static string Policy(string[] hot, string[] cold, string restore) => $$"""
        version: 1
        name: five
        losses: report
        restore: { {{restore}}, requestsPerSecond: 1000, pollInterval: 1s, expiryMargin: 1s }
        rules:
          - { name: kept, priority: 50, to: {{hot[0]}}, match: { tags: { keep: "yes" } } }
          - { name: a, priority: 40, to: {{hot[1]}}, match: { prefix: a/ } }
          - { name: b, priority: 30, to: {{cold[0]}}, match: { prefix: b/, minSize: 1KB, class: [{{string.Join(", ", hot)}}] } }
          - { name: c, priority: 20, to: {{hot[0]}}, match: { prefix: c/, class: [{{string.Join(", ", cold)}}] } }
          - { name: d, priority: 10, to: {{hot[^1]}}, match: { prefix: d/, maxSize: 1KB } }
        """;

    private static string Expected(string key, string now, int size, string? tag, string[] hot, string[] cold) => (tag, key[0]) switch
    {
        ("yes", _) => hot[0],
        (_, 'a') => hot[1],
        (_, 'b') when size >= 1024 && hot.Contains(now) => cold[0],
        (_, 'c') when cold.Contains(now) => hot[0],
        (_, 'd') when size <= 1024 => hot[^1],
        _ => now,
    };

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        while (!await isSo()) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
    }
}
