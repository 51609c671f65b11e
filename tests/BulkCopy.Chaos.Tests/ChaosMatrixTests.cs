using BulkCopy.Engine.Jobs;

namespace BulkCopy.Chaos.Tests;

/// <summary>Every fault at every step of every way. The cells of one fault are runs at the same time: they share workers, and the moment of disaster.</summary>
public sealed class ChaosMatrixTests(ChaosTable table)
{
    /// <summary>Runs that one disaster strikes together.</summary>
    private const int MostAtOnce = 48;

    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);

    /// <summary>All, or those that <c>./build.sh chaos</c> was given.</summary>
    public static TheoryData<ChaosFault> Faults => Environment.GetEnvironmentVariable("BULKCOPY_CHAOS_FAULTS") is { Length: > 0 } named
        ? [.. named.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<ChaosFault>)]
        : [.. Enum.GetValues<ChaosFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Nothing_is_lost_doubled_or_mixed_at_any_step(ChaosFault fault)
    {
        await Testing.PostgresFixture.RequireInstalledAsync();
        var wrong = new List<string>();
        foreach (var cells in ChaosCell.Generate(fault, ChaosTable.IsWhole).Chunk(MostAtOnce)) wrong.AddRange(await RunAsync(fault, cells));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private async Task<IEnumerable<string>> RunAsync(ChaosFault fault, IReadOnlyList<ChaosCell> cells)
    {
        await using var scene = await ChaosScene.StartAsync(fault is ChaosFault.StallBeforeEffect or ChaosFault.StallAfterEffect ? ChaosScene.Hold : 5 * ChaosScene.Hold);
        await Parallel.ForEachAsync(cells, async (cell, _) => await ChaosObjects.SeedAsync(scene, cell));
        scene.Emulator.Requests.Clear();

        var disaster = new Disaster(scene, cells);
        var runs = await disaster.RunAsync(fault, patience);

        var wrong = new List<string>();
        foreach (var (cell, run) in cells.Zip(runs))
        {
            List<string> problems = [.. await new CellVerdict(scene, cell, run).JudgeAsync()];
            if (!disaster.Struck(cell)) problems.Add("the fault did not happen");
            table.Add(cell, run, problems);
            wrong.AddRange(problems.Select(problem => $"{cell.Name}, run {run.Id}: {problem}"));
        }
        if (scene.Emulator.Requests.LastInternalError is { } error) wrong.Add($"the emulator failed: {error}");
        return wrong;
    }
}
