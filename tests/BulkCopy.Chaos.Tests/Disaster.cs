using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Chaos.Tests;

/// <summary>Starts the runs of all cells, waits until each is at its step, lets the fault happen, and sees them through.</summary>
internal sealed class Disaster(ChaosScene scene, IReadOnlyList<ChaosCell> cells)
{
    private readonly Dictionary<ChaosCell, string> rules = [];
    private readonly HashSet<ChaosCell> struck = [];

    /// <summary>Whether the fault happened to the cell.</summary>
    public bool Struck(ChaosCell cell) => struck.Contains(cell);

    public async Task<IReadOnlyList<Run>> RunAsync(ChaosFault fault, TimeSpan patience)
    {
        foreach (var cell in cells)
            foreach (var rule in cell.Step.Rules(fault, cell.Source, cell.Destination, cell.Skip))
                rules[cell] = scene.Emulator.Faults.Add(rule);
        var runs = new List<RunId>();
        foreach (var cell in cells) runs.Add((await scene.Ledger.Runs.CreateAsync(cell.Job, null, CancellationToken.None)).Id);

        if (fault is ChaosFault.KilledBeforeEffect or ChaosFault.KilledAfterEffect) await KillAsync(patience);
        using var stopping = new CancellationTokenSource();
        var working = scene.WorkAsync(stopping.Token);
        if (fault is ChaosFault.DatabaseRestart or ChaosFault.ClockAhead or ChaosFault.ClockBack) await UpsetAsync(fault, patience);
        var ended = await EndAsync(runs, patience, working);
        NoteStruck();
        await stopping.CancelAsync();
        await working;
        return ended;
    }

    /// <summary>One process works on all cells until each waits for the answer that does not come.</summary>
    private async Task KillAsync(TimeSpan patience)
    {
        int process;
        await using (var victim = scene.StartVictim())
        {
            process = victim.Id;
            await AllStruckAsync(patience);
        }
        scene.Emulator.Faults.Clear();
        await scene.LetGoAsync(process);
    }

    private async Task UpsetAsync(ChaosFault fault, TimeSpan patience)
    {
        // Those that come to their step at once are held until the last have come too; nobody waits for ever.
        await AllStruckAsync(patience);
        switch (fault)
        {
            case ChaosFault.DatabaseRestart:
                await scene.KillDatabaseAsync();
                break;
            case ChaosFault.ClockAhead:
                scene.Clock.Shift(TimeSpan.FromHours(1));
                break;
            default:
                scene.Clock.Shift(TimeSpan.FromHours(-1));
                break;
        }
    }

    private async Task AllStruckAsync(TimeSpan patience)
    {
        using var waiting = new CancellationTokenSource(patience);
        while (!waiting.IsCancellationRequested && NoteStruck() < cells.Count)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
    }

    private int NoteStruck()
    {
        var counts = scene.Emulator.Faults.Rules.ToDictionary(rule => rule.Id, rule => rule.Struck);
        foreach (var cell in cells)
            if (counts.GetValueOrDefault(rules[cell]) > 0) struck.Add(cell);
        return struck.Count;
    }

    /// <summary>Until all runs are over, and what they gave up is known to be gone.</summary>
    private async Task<IReadOnlyList<Run>> EndAsync(IReadOnlyList<RunId> ids, TimeSpan patience, Task working)
    {
        using var waiting = new CancellationTokenSource(patience);
        while (true)
        {
            try
            {
                var runs = new List<Run>();
                foreach (var id in ids) runs.Add((await scene.Ledger.Runs.FindAsync(id, CancellationToken.None))!);
                if (waiting.IsCancellationRequested || working.IsCompleted || (runs.All(run => run.FinishedAt is not null) && await scene.CountOpenUploadsAsync() == 0)) return runs;
            }
            catch (LedgerUnavailableException)
            {
                // The database is being started again.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }
}
