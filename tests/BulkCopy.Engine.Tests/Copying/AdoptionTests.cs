using System.Text;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Copying;

/// <summary>What is taken over of an object that stands at the destination after a lost answer.</summary>
public sealed class AdoptionTests(PostgresFixture postgres)
{
    private const string Destination = "dstbucket";

    [Theory]
    [InlineData("s3", "srcbucket")]
    [InlineData("cos", "src-1250000000")]
    public async Task An_object_of_somebody_else_with_as_many_bytes_is_not_adopted(string from, string source)
    {
        await using var fleet = await SceneAsync(from, source);
        LoseFirstWrite(fleet, () => fleet.PutAsync("s3", Destination, "a", "them"u8.ToArray()));
        var run = await fleet.RunToEndAsync(Spec(from, source));
        Assert.Equal((RunState.Complete, 0L, 1L, 1L), (run.State, run.Totals.Adopted, run.Totals.Copied, run.Totals.Verified));
        Assert.Equal("ours", await ReadAsync(fleet));
    }

    [Theory]
    [InlineData("s3", "srcbucket")]
    [InlineData("cos", "src-1250000000")]
    public async Task A_copy_whose_answer_was_lost_is_adopted_and_proved(string from, string source)
    {
        await using var fleet = await SceneAsync(from, source);
        LoseFirstWrite(fleet, () => fleet.PutAsync("s3", Destination, "a", "ours"u8.ToArray()));
        var run = await fleet.RunToEndAsync(Spec(from, source));
        Assert.Equal((RunState.Complete, 1L, 0L, 1L), (run.State, run.Totals.Adopted, run.Totals.Copied, run.Totals.Verified));
    }

    [Fact]
    public async Task A_copy_of_a_changed_source_is_not_adopted_where_conditions_are_not_looked_at()
    {
        await using var fleet = await SceneAsync("s3", "srcbucket");
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.IgnoreCopyConditions });
        var copy = new FaultRule { Kind = FaultKind.Hook, Prefix = "a", Bucket = Destination, Operations = [Operation.CopyObject], Count = 1 };
        fleet.Emulator.Faults.Add(copy with { Hook = () => fleet.PutAsync("s3", "srcbucket", "a", "then"u8.ToArray()) });
        fleet.Emulator.Faults.Add(copy with { Kind = FaultKind.Reset, AfterEffect = true });
        var run = await fleet.RunToEndAsync(Spec("s3", "srcbucket") with { Copy = new CopyOptions { Probe = true } });
        Assert.Equal((RunState.Complete, 0L, 1L), (run.State, run.Totals.Adopted, run.Totals.SourceChanged));
    }

    private async Task<Fleet> SceneAsync(string from, string source)
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync("s3", Destination);
        await fleet.PutAsync(from, source, "a", "ours"u8.ToArray());
        return fleet;
    }

    private static JobSpec Spec(string from, string source) => new()
    {
        Name = "adopting", Source = new(from, source, ""), Destination = new("s3", Destination, ""), Copy = new CopyOptions { Probe = false },
        Failures = new FailurePolicy { BaseDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(50) },
    };

    private static void LoseFirstWrite(Fleet fleet, Func<Task> meanwhile)
    {
        var lost = 0;
        fleet.Between = (_, store) => InterceptedStore.Over(store, (name, _) => name switch
        {
            nameof(IObjectStore.CopyObjectAsync) when Interlocked.Exchange(ref lost, 1) == 0 => InterceptedStore.LostAsync<CopyResult>(meanwhile),
            nameof(IObjectStore.PutObjectAsync) when Interlocked.Exchange(ref lost, 1) == 0 => InterceptedStore.LostAsync<WriteResult>(meanwhile),
            _ => null,
        });
    }

    private static async Task<string> ReadAsync(Fleet fleet)
    {
        using var opened = (await fleet.Store("s3").GetObjectAsync(new ReadObjectRequest { Bucket = Destination, Key = "a" }, CancellationToken.None)).ValueOrThrow();
        using var reader = new StreamReader(opened.Content, Encoding.UTF8);
        return await reader.ReadToEndAsync(CancellationToken.None);
    }
}
