using System.Globalization;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>Reads a tiering policy from YAML or JSON and refuses what cannot work in a dialect, by name, line and reason.</summary>
public static class PolicyReader
{
    /// <summary>Longer documents are refused unread, characters.</summary>
    public const int LongestDocument = 1 << 20;

    /// <summary>The JSON schema of the document, for editors.</summary>
    public static string SchemaText => EmbeddedText.Read("tiering/tiering-policy.schema.json");

    /// <summary>A policy for COS to begin with.</summary>
    public static string ExampleText => EmbeddedText.Read("tiering/example-policy.yaml");

    private const int MostRules = 1000;

    // Each pair of a thousand rules can be one.
    private const int MostProblems = 100;

    /// <summary>Reads a document for a dialect.</summary>
    public static PolicyDocument Read(string text, Dialect dialect)
    {
        var problems = new List<PolicyProblem>();
        if (text.Length > LongestDocument)
            problems.Add(new(1, "policy", string.Create(CultureInfo.InvariantCulture, $"the document has {text.Length} characters; at most {LongestDocument} are read")));
        else if (DocumentNode.Parse(text, "policy", problems) is { } root)
        {
            var policy = ReadPolicy(root, dialect, problems);
            if (problems.Count == 0) return new(policy, []);
        }
        return new(null, [.. problems.OrderBy(problem => problem.Line).Take(MostProblems)]);
    }

    private static TieringPolicy ReadPolicy(DocumentNode root, Dialect dialect, List<PolicyProblem> problems)
    {
        if (root.Int("version", 1, 1) is null && !root.Has("version")) root.Problem("version", "is missing; this is how version 1 is written: version: 1");
        var nodes = root.Children("rules", (node, i) => node.Text("name") is { } name
            ? $"rule '{name}'" : string.Create(CultureInfo.InvariantCulture, $"rule {i + 1}"));
        if (nodes.Count is 0 or > MostRules) root.Problem("rules", "a policy has 1 to 1000 rules");
        var restore = root.Child("restore") is { } r ? ReadRestore(r) : null;
        var rules = nodes.Take(MostRules).Select((node, i) => (Node: node, Rule: ReadRule(node, i + 1))).ToArray();
        var policy = new TieringPolicy
        {
            Name = root.RequiredText("name") ?? "",
            Losses = root.Choice("losses", LossPolicy.Refuse),
            SupersededVersions = root.Choice("supersededVersions", SupersededVersions.Keep),
            Restore = restore,
            Rules = [.. rules.Select(pair => pair.Rule).OrderByDescending(rule => rule.Priority ?? int.MinValue).ThenBy(rule => rule.Number)],
        };
        root.RefuseUnknown();
        PolicyChecks.Check(policy, rules, dialect, problems);
        return policy;
    }

    private static RestorePolicy ReadRestore(DocumentNode node)
    {
        var plain = new RestorePolicy();
        var restore = new RestorePolicy
        {
            Tier = node.Choice("tier", plain.Tier),
            Days = node.Int("days", 1, 365) ?? plain.Days,
            RequestsPerSecond = node.Int("requestsPerSecond", 1, 10_000) ?? plain.RequestsPerSecond,
            MaxObjects = node.Int("maxObjects", 0, int.MaxValue),
            MaxCost = node.Amount("maxCost"),
            PollInterval = Duration(node, "pollInterval"),
            ExpiryMargin = Duration(node, "expiryMargin") ?? plain.ExpiryMargin,
        };
        node.RefuseUnknown();
        return restore;
    }

    private static TieringRule ReadRule(DocumentNode node, int number)
    {
        var match = node.Child("match");
        var rule = new TieringRule
        {
            Number = number,
            Name = node.RequiredText("name") ?? string.Create(CultureInfo.InvariantCulture, $"{number}"),
            Priority = node.Int("priority", -1_000_000, 1_000_000),
            TargetClass = node.RequiredText("to") ?? "",
            Prefixes = match?.Texts("prefix") ?? [],
            OlderThan = Duration(match, "olderThan"),
            YoungerThan = Duration(match, "youngerThan"),
            MinSizeBytes = Bytes(match, "minSize"),
            MaxSizeBytes = Bytes(match, "maxSize"),
            Tags = match?.Pairs("tags") ?? [],
            Classes = match?.Texts("class") ?? [],
        };
        node.RefuseUnknown();
        match?.RefuseUnknown();
        return rule;
    }

    private static TimeSpan? Duration(DocumentNode? node, string key) => node?.Value<TimeSpan>(key, Quantities.Duration, "a duration such as 30d, 12h or 90m");

    private static long? Bytes(DocumentNode? node, string key) => node?.Value<long>(key, Quantities.Bytes, "a size such as 64KB or 1.5GB");
}
