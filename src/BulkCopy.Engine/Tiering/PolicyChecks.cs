using System.Globalization;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>What a well-formed policy can still get wrong: classes, impossible transitions, contradictions, overlaps.</summary>
internal static class PolicyChecks
{
    public static void Check(
        TieringPolicy policy, IReadOnlyList<(DocumentNode Node, TieringRule Rule)> rules, Dialect dialect, List<PolicyProblem> problems)
    {
        foreach (var (node, rule) in rules)
        {
            CheckClasses(policy, node, rule, dialect, problems);
            CheckConditions(node, rule, dialect, problems);
        }
        foreach (var repeated in rules.GroupBy(pair => pair.Rule.Name).SelectMany(group => group.Skip(1)))
            repeated.Node.Problem("name", "another rule has this name already");
        for (var i = 0; i < rules.Count; i++)
            for (var j = 0; j < i; j++)
                CheckOverlap(rules[j], rules[i]);
    }

    private static void CheckClasses(
        TieringPolicy policy, DocumentNode node, TieringRule rule, Dialect dialect, List<PolicyProblem> problems)
    {
        if (rule.TargetClass.Length > 0 && !IsKnown(rule.TargetClass, dialect))
        {
            node.Problem("to", Unknown(rule.TargetClass, dialect));
            return;
        }
        foreach (var from in rule.Classes)
        {
            var line = node.Child("match")?.LineOf("class") ?? node.Line;
            if (ClassProblem(policy, from, rule.TargetClass, dialect) is { } reason) problems.Add(new(line, $"{node.Where}: match: class", reason));
        }
    }

    private static string? ClassProblem(TieringPolicy policy, string from, string to, Dialect dialect)
    {
        if (!IsKnown(from, dialect)) return Unknown(from, dialect);
        if (from == to) return $"objects of class {from} are in {to} already";
        if (dialect.StorageClasses.Refusal(from, to) is { } refusal) return $"the transition {from} to {to} is impossible in {dialect.Name}: {refusal}";
        if (dialect.Class(from) is not { IsArchive: true } archived) return null;
        return policy.Restore is not { } restore
            ? $"objects of class {from} must be restored first: add a restore section, which says how fast and up to what price"
            : TransitionRules.RestoreRefusal(archived, restore);
    }

    private static void CheckConditions(DocumentNode node, TieringRule rule, Dialect dialect, List<PolicyProblem> problems)
    {
        void Problem(string key, string reason) =>
            problems.Add(new(node.Child("match")?.LineOf(key) ?? node.Line, $"{node.Where}: match: {key}", reason));
        if (rule is { MinSizeBytes: { } least, MaxSizeBytes: { } most } && least > most) Problem("maxSize", "is below minSize: the rule can match nothing");
        if (rule is { OlderThan: { } older, YoungerThan: { } younger } && older >= younger) Problem("youngerThan", "is not above olderThan: the rule can match nothing");
        if (rule.Tags.Count > 0 && !dialect.HasTags) Problem("tags", $"objects in {dialect.Name} have no tags");
    }

    private static void CheckOverlap((DocumentNode Node, TieringRule Rule) first, (DocumentNode Node, TieringRule Rule) second)
    {
        if (!RuleOverlap.Exists(first.Rule, second.Rule)) return;
        if (first.Rule.Priority is { } a && second.Rule.Priority is { } b && a != b) return;
        second.Node.Problem("priority", first.Rule.Priority is { } same && same == second.Rule.Priority
            ? string.Create(CultureInfo.InvariantCulture, $"some objects match both this rule and rule '{first.Rule.Name}' (line {first.Node.Line}), and both have priority {same}: give them different ones")
            : string.Create(CultureInfo.InvariantCulture, $"some objects match both this rule and rule '{first.Rule.Name}' (line {first.Node.Line}): give both a priority, the higher one wins"));
    }

    private static bool IsKnown(string name, Dialect dialect) => dialect.StorageClasses.IsOpen || dialect.Class(name) is not null;

    private static string Unknown(string name, Dialect dialect) =>
        dialect.StorageClasses.Classes.Count == 0
            ? $"{dialect.Name} has no storage classes"
            : $"there is no storage class '{name}' in {dialect.Name}; there are {string.Join(", ", dialect.StorageClasses.Classes.Select(c => c.Name))}";
}
