using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Copying;

/// <summary>Sources that change at every step of every way: a copy is always of one of them, never of both, and the outcome says which.</summary>
public sealed class SourceChangesTests(PostgresFixture postgres)
{
    private const int MiB = 1 << 20;
    private const int Threshold = 6 * MiB;
    private static readonly Operation[] Steps =
    [
        Operation.HeadObject, Operation.GetObject, Operation.CopyObject, Operation.CreateMultipartUpload, Operation.UploadPartCopy, Operation.UploadPart,
        Operation.CompleteMultipartUpload, Operation.PutObject,
    ];

    /// <summary>From, to, policy, whether the store keeps to conditions, whether the source keeps versions: a change is then a new one, or a delete marker.</summary>
    public static TheoryData<string, string, SourceChangePolicy, bool, bool> Table => new()
    {
        { "s3", "s3", SourceChangePolicy.Report, true, false }, { "s3", "s3", SourceChangePolicy.Recopy, true, true },
        { "s3", "s3", SourceChangePolicy.Report, false, true }, { "s3", "s3", SourceChangePolicy.Recopy, false, false },
        { "cos", "cos", SourceChangePolicy.Recopy, true, false }, { "oss", "oss", SourceChangePolicy.Report, true, true },
        { "cos", "s3", SourceChangePolicy.Report, true, true }, { "cos", "s3", SourceChangePolicy.Recopy, true, false },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_copy_is_never_mixed_of_two_objects(string from, string to, SourceChangePolicy policy, bool conditionsHold, bool versioned)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = (from == "cos" ? "src-1250000000" : "srcbucket", to == "cos" ? "dst-1250000000" : "dstbucket");
        await fleet.CreateBucketAsync(from, source, versioned);
        await fleet.CreateBucketAsync(to, destination);
        if (!conditionsHold) fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.IgnoreCopyConditions });
        var objects = Scenarios().ToDictionary(scenario => scenario.Key);
        foreach (var scenario in objects.Values)
        {
            await fleet.PutAsync(from, source, scenario.Key, scenario.Before);
            if (scenario.Step is { } step) fleet.Emulator.Faults.Add(new FaultRule
            {
                Kind = FaultKind.Hook, Prefix = scenario.Key, Operations = [step], Skip = scenario.Skip, Count = 1, Hook = () => scenario.ChangeAsync(fleet.Store(from), source),
            });
        }

        var run = await fleet.RunToEndAsync(new JobSpec
        {
            Name = "changing",
            Source = new(from, source, ""),
            Destination = new(to, destination, ""),
            Copy = new CopyOptions { PartCopyThresholdBytes = Threshold, PartSizeBytes = 5 * MiB, RelayPartSizeBytes = 5 * MiB, OnSourceChange = policy, Probe = !conditionsHold },
            Failures = new FailurePolicy { BaseDelay = TimeSpan.FromMilliseconds(10) },
        });

        Assert.Equal((RunState.Complete, objects.Count), (run.State, (int)run.Totals.Finished));
        Assert.Equal(0L, run.Totals.Failed);
        foreach (var (key, result) in await OutcomesAsync(fleet, run)) await AssertOneOfBothAsync(fleet, to, destination, objects[key], result, policy);
        await AssertUploadsVanishAsync(fleet, to, destination);
        if (policy == SourceChangePolicy.Recopy) Assert.True(run.Totals.Retries > 0);
        Assert.True(run.Totals.SourceChanged > 0);
    }

    /// <summary>Every step × {overwritten by as many bytes, by fewer, by more, deleted}, for an object of one request and one of parts.</summary>
    private static IEnumerable<Scenario> Scenarios()
    {
        yield return new Scenario("unchanged-small", Bytes(1000, 1), null, null, 0);
        foreach (var step in Steps)
            foreach (var (size, name) in new[] { (1000, "small"), (12 * MiB, "large") })
                foreach (var (after, how) in new (byte[]?, string)[] { (Bytes(size, 2), "same"), (Bytes(700, 3), "fewer"), (Bytes(13 * MiB, 4), "more"), (null, "deleted") })
                    yield return new Scenario($"{name}-{how}-{step}/", Bytes(size, 1), after, step, size > Threshold && step is Operation.UploadPartCopy or Operation.UploadPart or Operation.GetObject ? 1 : 0);
    }

    private static async Task AssertOneOfBothAsync(Fleet fleet, string store, string bucket, Scenario scenario, string result, SourceChangePolicy policy)
    {
        var opened = await fleet.Store(store).GetObjectAsync(new ReadObjectRequest { Bucket = bucket, Key = scenario.Key }, default);
        if (!opened.Succeeded)
        {
            Assert.Equal(("SourceChanged", scenario.Key), (result, scenario.Key));
            return;
        }
        using var content = new MemoryStream();
        using (opened.Value) await opened.Value.Content.CopyToAsync(content);
        var isBefore = content.ToArray().AsSpan().SequenceEqual(scenario.Before);
        var isAfter = scenario.After is { } after && content.ToArray().AsSpan().SequenceEqual(after);
        Assert.True(isBefore || isAfter, $"{scenario.Key} is neither what it was nor what it became; its outcome is {result}.");
        if (result is "Copied" or "Adopted") Assert.True(isBefore || policy == SourceChangePolicy.Recopy, $"{scenario.Key} is called copied and is not what was listed.");
    }

    /// <summary>Uploads that were given up are aborted by whichever worker sweeps next, also after their run.</summary>
    private static async Task AssertUploadsVanishAsync(Fleet fleet, string store, string bucket)
    {
        using var stopping = new CancellationTokenSource();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var sweeping = fleet.WorkAsync("sweeper", null, stopping.Token);
        while ((await fleet.Store(store).ListUploadsAsync(bucket, "", null, null, patience.Token)).ValueOrThrow().Uploads.Count > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        await stopping.CancelAsync();
        await sweeping;
    }

    private static async Task<List<(string Key, string Result)>> OutcomesAsync(Fleet fleet, Run run)
    {
        await using var command = fleet.Database.CreateCommand(
            $"SELECT e.key, o.result::text FROM bulkcopy.outcomes o JOIN bulkcopy.entries e USING (run_id, entry_id) WHERE o.run_id = {run.Id} AND o.final");
        await using var reader = await command.ExecuteReaderAsync();
        var outcomes = new List<(string, string)>();
        while (await reader.ReadAsync()) outcomes.Add((reader.GetString(0), reader.GetString(1)));
        return outcomes;
    }

    private static byte[] Bytes(int size, int seed)
    {
        var content = new byte[size];
        new Random(seed).NextBytes(content);
        return content;
    }

    private sealed record Scenario(string Key, byte[] Before, byte[]? After, Operation? Step, int Skip)
    {
        public async Task ChangeAsync(IObjectStore store, string bucket)
        {
            if (After is null) (await store.DeleteObjectAsync(bucket, Key, null, default)).ValueOrThrow();
            else (await store.PutObjectAsync(new PutObjectRequest { Bucket = bucket, Key = Key, Content = new MemoryStream(After), Length = After.Length }, default)).ValueOrThrow();
        }
    }
}
