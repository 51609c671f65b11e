using BulkCopy.Engine.Jobs;

namespace BulkCopy.Chaos.Tests;

/// <summary>Every fault at every step of every way. The cells of one fault are runs at the same time: they share workers, and the moment of disaster.</summary>
public sealed class ChaosMatrixTests(ChaosTable table)
{
    private static readonly TimeSpan Patience = ChaosTable.IsWhole ? TimeSpan.FromMinutes(6) : TimeSpan.FromSeconds(90);

    /// <summary>All, or those that <c>./build.sh chaos</c> was given.</summary>
    public static TheoryData<ChaosFault> Faults => Environment.GetEnvironmentVariable("BULKCOPY_CHAOS_FAULTS") is { Length: > 0 } named
        ? [.. named.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<ChaosFault>)]
        : [.. Enum.GetValues<ChaosFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Nothing_is_lost_doubled_or_mixed_at_any_step(ChaosFault fault)
    {
        await Testing.PostgresFixture.RequireInstalledAsync();
        var cells = ChaosCell.Generate(fault, ChaosTable.IsWhole);
        await using var scene = await ChaosScene.StartAsync(fault is ChaosFault.StallBeforeEffect or ChaosFault.StallAfterEffect ? TimeSpan.FromSeconds(2) : 5 * ChaosScene.Hold);
        await Parallel.ForEachAsync(cells, async (cell, _) => await ChaosObjects.SeedAsync(scene, cell));
        scene.Emulator.Requests.Clear();

        var disaster = new Disaster(scene, cells);
        var runs = await disaster.RunAsync(fault, Patience);

        var wrong = new List<string>();
        foreach (var (cell, run) in cells.Zip(runs))
        {
            List<string> problems = [.. await new CellVerdict(scene, cell, run).JudgeAsync()];
            if (!disaster.Struck(cell)) problems.Add("the fault did not happen");
            table.Add(cell, run, problems);
            wrong.AddRange(problems.Select(problem => $"{cell.Name}, run {run.Id}: {problem}"));
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Null(scene.Emulator.Requests.LastInternalError);
    }
}
