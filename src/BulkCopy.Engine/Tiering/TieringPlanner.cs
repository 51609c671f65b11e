using System.Globalization;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>Decides what a policy does with objects. The run and the simulation use this one and nothing else, so that they say the same.</summary>
/// <param name="policy">The policy.</param>
/// <param name="dialect">The store's dialect.</param>
/// <param name="asOf">The moment that ages are measured at: when the run was made, so that every worker decides alike.</param>
public sealed class TieringPlanner(TieringPolicy policy, Dialect dialect, DateTimeOffset asOf)
{
    private const int TagReaders = 16;
    private static readonly IReadOnlyList<KeyValuePair<string, string>> NoTags = [];

    /// <summary>The objects of a page that a rule wants elsewhere, in their order. Objects without a rule, and those that are where they belong, are left out.</summary>
    /// <param name="objects">A page of a listing or an inventory.</param>
    /// <param name="readTags">Reads an object's tags; <c>null</c> if the object is gone. Asked only where a rule cannot be decided without them.</param>
    /// <param name="cancellationToken">Stops reading tags.</param>
    public async Task<IReadOnlyList<(ListedObject Object, TieringDecision Decision)>> PlanAsync(
        IReadOnlyList<ListedObject> objects,
        Func<ListedObject, CancellationToken, Task<IReadOnlyList<KeyValuePair<string, string>>?>> readTags,
        CancellationToken cancellationToken)
    {
        var tags = new IReadOnlyList<KeyValuePair<string, string>>?[objects.Count];
        var asked = Enumerable.Range(0, objects.Count).Where(i => NeedsTags(objects[i])).ToArray();
        await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = TagReaders, CancellationToken = cancellationToken },
            async (i, token) => tags[i] = await readTags(objects[i], token).ConfigureAwait(false)).ConfigureAwait(false);

        var decided = new List<(ListedObject, TieringDecision)>();
        for (var i = 0; i < objects.Count; i++)
            if (Decide(objects[i], tags[i]) is { } decision) decided.Add((objects[i], decision));
        return decided;
    }

    /// <summary>What is done with an object that a rule has been chosen for; the same at listing and, by the entry, at copying.</summary>
    public TieringDecision Judge(TieringRule rule, long size, DateTimeOffset lastModified, string? storageClass)
    {
        var from = storageClass ?? dialect.DefaultStorageClass;
        var source = dialect.Class(from);
        TieringDecision Refused(string code, string reason) => new() { Rule = rule, FromClass = from, Moves = false, Code = code, Reason = reason };

        if (dialect.StorageClasses.Refusal(from, rule.TargetClass) is { } forbidden)
            return Refused(TieringReasons.TransitionForbidden, $"From {from} to {rule.TargetClass}: {forbidden}.");
        if (source is { IsArchive: true } && policy.Restore is null)
            return Refused(TieringReasons.RestoreNotAllowed, $"Objects of class {from} must be restored first, and the policy has no restore section.");
        if (source is { IsArchive: true } && TransitionRules.RestoreRefusal(source, policy.Restore!) is { } refusal)
            return Refused(TieringReasons.RestoreNotAllowed, $"{refusal}.");

        var loss = Loss(source, dialect.Class(rule.TargetClass), size, asOf - lastModified);
        if (loss is var (code, reason) && policy.Losses == LossPolicy.Refuse) return Refused(code, reason);
        return new TieringDecision { Rule = rule, FromClass = from, Moves = true, Restores = source is { IsArchive: true }, Code = loss?.Code, Reason = loss?.Reason };
    }

    /// <summary>What is done with an entry of a run.</summary>
    public TieringDecision Judge(ManifestEntry entry) =>
        Judge(policy.Rule(entry.Rule ?? throw new InvalidOperationException($"Entry {entry.Id} has no rule.")), entry.Size, entry.LastModified, entry.StorageClass);

    private static (string Code, string Reason)? Loss(StorageClassRule? source, StorageClassRule? target, long size, TimeSpan age)
    {
        if (target is { MinBilledBytes: var least and > 0 } && size < least)
            return (TieringReasons.BelowMinimumSize, string.Create(CultureInfo.InvariantCulture, $"{size} bytes are billed as {least} in {target.Name}."));
        if (source is { MinDays: var days and > 0 } && age < TimeSpan.FromDays(days))
            return (TieringReasons.MinimumDurationNotReached, string.Create(CultureInfo.InvariantCulture,
                $"{source.Name} is billed for {days} days, and the object was modified {age.TotalDays:0.#} days ago."));
        return null;
    }

    private TieringDecision? Decide(ListedObject listed, IReadOnlyList<KeyValuePair<string, string>>? tags) =>
        Match(listed, rule => rule.MatchesTags(tags ?? NoTags)) is { } rule && !IsThere(listed, rule)
            ? Judge(rule, listed.Size, listed.LastModified, listed.StorageClass)
            : null;

    /// <summary>Whether the first rule that matches, tags aside, is one with tags.</summary>
    private bool NeedsTags(ListedObject listed)
    {
        var first = Match(listed, _ => true);
        return first is { Tags.Count: > 0 };
    }

    private TieringRule? Match(ListedObject listed, Func<TieringRule, bool> tagsMatch)
    {
        if (listed.IsDeleteMarker || !listed.IsLatest) return null;
        var from = listed.StorageClass ?? dialect.DefaultStorageClass;
        var age = asOf - listed.LastModified;
        foreach (var rule in policy.Rules)
            if (rule.MatchesButTags(listed.Key, listed.Size, age, from) && tagsMatch(rule)) return rule;
        return null;
    }

    private bool IsThere(ListedObject listed, TieringRule rule) =>
        (listed.StorageClass ?? dialect.DefaultStorageClass) == rule.TargetClass;
}
