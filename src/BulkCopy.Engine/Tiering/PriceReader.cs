using System.Globalization;

namespace BulkCopy.Engine.Tiering;

/// <summary>Reads price tables from YAML or JSON.</summary>
public static class PriceReader
{
    /// <summary>The table that comes with the program: list prices of one region per provider, on its day.</summary>
    public static string DefaultText => EmbeddedText.Read("tiering/prices.yaml");

    /// <summary>Reads the prices of a dialect; <c>null</c> if the document has none for it, or is broken: then it is in <paramref name="problems"/>.</summary>
    public static PriceTable? Read(string text, string dialect, out IReadOnlyList<PolicyProblem> problems)
    {
        var found = new List<PolicyProblem>();
        problems = found;
        if (DocumentNode.Parse(text, "prices", found) is not { } root) return null;
        var asOf = root.Value<DateOnly>("asOf", day => DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null, "a date such as 2026-11-01");
        if (!root.Has("asOf")) root.Problem("asOf", "is missing; prices are of a day");
        var table = root.Child("dialects")?.Child(dialect) is { } own && asOf is { } date ? ReadTable(own, date) : null;
        return found.Count == 0 ? table : null;
    }

    private static PriceTable ReadTable(DocumentNode node, DateOnly asOf)
    {
        var classes = new Dictionary<string, ClassPrices>();
        if (node.Child("classes") is { } all)
            foreach (var name in all.Keys.ToArray())
                if (all.Child(name) is { } one) classes[name] = ReadClass(one);
        var table = new PriceTable { AsOf = asOf, Currency = node.RequiredText("currency") ?? "", TrafficOutPerGB = node.Amount("trafficOutPerGB") ?? 0, Classes = classes };
        node.Text("region");
        node.RefuseUnknown();
        return table;
    }

    private static ClassPrices ReadClass(DocumentNode node)
    {
        var prices = new ClassPrices
        {
            StoragePerGBMonth = node.Amount("storagePerGBMonth") ?? 0,
            WritesPer1000 = node.Amount("writesPer1000") ?? 0,
            ReadsPer1000 = node.Amount("readsPer1000") ?? 0,
            RetrievalPerGB = node.Amount("retrievalPerGB") ?? 0,
            RestoresPer1000 = Tiers(node.Child("restoresPer1000")),
            RestorePerGB = Tiers(node.Child("restorePerGB")),
        };
        node.RefuseUnknown();
        return prices;
    }

    private static Dictionary<string, decimal> Tiers(DocumentNode? node)
    {
        var tiers = new Dictionary<string, decimal>();
        foreach (var tier in node?.Keys.ToArray() ?? [])
            if (node!.Amount(tier) is { } amount) tiers[tier] = amount;
        return tiers;
    }
}
