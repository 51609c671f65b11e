using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Server.Stores;

/// <summary>Finds what would fail without a store.</summary>
/// <param name="runs">Runs.</param>
/// <param name="schedules">Schedules, where they are kept.</param>
internal sealed class StoreUses(IRunLedger runs, IEnumerable<IRunScheduler> schedules)
{
    private const int Most = 10;

    /// <summary>Unfinished runs and schedules that name it, a few words each.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string store, CancellationToken cancellationToken)
    {
        var uses = new List<string>();
        foreach (var run in await runs.ListUnfinishedAsync(cancellationToken))
            if (Names(run.Spec, store))
                uses.Add(string.Create(CultureInfo.InvariantCulture, $"run {run.Id} ({run.Spec.Name})"));
        foreach (var scheduler in schedules)
            uses.AddRange((await scheduler.ListAsync(cancellationToken)).Where(schedule => Names(schedule.Spec.Job, store)).Select(schedule => $"schedule {schedule.Spec.Name}"));
        return uses.Count <= Most ? uses : [.. uses.Take(Most), string.Create(CultureInfo.InvariantCulture, $"{uses.Count - Most} more")];
    }

    private static bool Names(JobSpec spec, string store) => spec.MoreSources.Append(spec.Source).Append(spec.Destination).Append(spec.Manifest?.At).OfType<StoreLocation>()
        .Any(place => place.Store.Equals(store, StringComparison.OrdinalIgnoreCase));
}
