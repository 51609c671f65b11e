using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Tiering;

/// <summary>Objects that somebody writes while they are moved: what was written stays what is there.</summary>
public sealed class OverwrittenMovesTests(PostgresFixture postgres)
{
    private const int Written = 150_000;

    [Theory]
    [InlineData("cos", true)]
    [InlineData("oss", true)]
    [InlineData("s3", true)]
    [InlineData("s3", false)]
    public async Task A_new_version_is_not_covered_by_the_old_one_in_another_class(string dialect, bool versioned)
    {
        await using var scene = await TieringScene.StartAsync(postgres, dialect, versioned);
        var (standard, infrequent) = Classes(dialect);
        await scene.PutAsync("k", 100, standard, 140_000);
        scene.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Hook, Operations = [Operation.CopyObject], Count = 1, Hook = () => scene.PutAsync("k", 0, standard, Written) });

        var run = await scene.RunAsync(scene.Job($"version: 1\nname: p\nrules:\n - {{ name: all, to: {infrequent} }}"));

        await AssertWrittenStaysAsync(scene, run, standard);
    }

    [Theory]
    [InlineData("cos", false)]
    [InlineData("oss", true)]
    [InlineData("s3", true)]
    [InlineData("s3", false)]
    public async Task What_is_written_between_the_last_part_and_the_completion_is_not_replaced(string dialect, bool versioned)
    {
        await using var scene = await TieringScene.StartAsync(postgres, dialect, versioned);
        var (standard, infrequent) = Classes(dialect);
        await scene.PutAsync("k", 100, standard, (12 << 20) + 5);
        var parts = 0;
        async Task<StoreResult<PartResult>> ThenWriteAsync(Task<StoreResult<PartResult>> copying)
        {
            var copied = await copying;
            if (Interlocked.Increment(ref parts) == 3) await scene.PutAsync("k", 0, standard, Written);
            return copied;
        }
        scene.Between = store => Interception.Over(store, (name, _, call) =>
            name == nameof(IObjectStore.UploadPartCopyAsync) ? ThenWriteAsync((Task<StoreResult<PartResult>>)call()!) : call());
        var job = scene.Job($"version: 1\nname: p\nrules:\n - {{ name: all, to: {infrequent} }}");

        var run = await scene.RunAsync(job with { Copy = new CopyOptions { PartCopyThresholdBytes = 6 << 20, PartSizeBytes = 5 << 20 } });

        Assert.Equal(3, parts);
        await AssertWrittenStaysAsync(scene, run, standard);
    }

    private static (string Standard, string Infrequent) Classes(string dialect) => dialect == "oss" ? ("Standard", "IA") : ("STANDARD", "STANDARD_IA");

    private static async Task AssertWrittenStaysAsync(TieringScene scene, Run run, string standard)
    {
        var there = Assert.Single(await scene.ListAsync());
        Assert.Equal((Written, standard), (there.Size, there.StorageClass));
        Assert.Equal((RunState.Complete, 0L, 1L), (run.State, run.Totals.Copied, run.Totals.SourceChanged));
    }
}
