using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>A tiering run's policy at work: its planner and its prices, at the moment the run was made.</summary>
internal sealed class TieringWork
{
    private readonly TransitionPricing? pricing;

    public TieringWork(TieringSpec spec, CopyOptions copy, Dialect dialect, DateTimeOffset asOf)
    {
        Policy = spec.Policy;
        Planner = new TieringPlanner(spec.Policy, dialect, asOf);
        pricing = spec.Prices is { } prices ? new TransitionPricing(prices, dialect, spec.Policy.Restore, copy.PartSizeBytes, asOf) : null;
    }

    public TieringPolicy Policy { get; }

    public TieringPlanner Planner { get; }

    public TieringDecision Judge(ManifestEntry entry) => Planner.Judge(entry);

    public string TargetClass(ManifestEntry entry) => Policy.Rule(entry.Rule!.Value).TargetClass;

    public TransitionRecord Record(ManifestEntry entry)
    {
        var decision = Judge(entry);
        var cost = pricing?.Of(decision.FromClass, decision.Rule.TargetClass, entry.Size, entry.LastModified, entry.Way).Once ?? 0;
        return new TransitionRecord(decision.Rule.Number, decision.Rule.Name, decision.FromClass, cost);
    }

    /// <summary>What restoring an entry costs, for the cap.</summary>
    public decimal RestoreCost(ManifestEntry entry) => entry.StorageClass is { } from ? pricing?.RestoreOf(from, entry.Size) ?? 0 : 0;
}
