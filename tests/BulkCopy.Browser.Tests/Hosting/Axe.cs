namespace BulkCopy.Browser.Tests.Hosting;

/// <summary>axe-core, run in a page.</summary>
internal static class Axe
{
    public const string Run = """
        async () => {
          const result = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
          return result.violations.filter(found => ["serious", "critical"].includes(found.impact))
            .flatMap(found => found.nodes.map(node => `${found.id}: ${node.target.join(" ")} ${node.any.map(check => check.message).join(" ")}`));
        }
        """;

    public static string Source { get; } = Read();

    private static string Read()
    {
        using var reader = new StreamReader(typeof(Axe).Assembly.GetManifestResourceStream("axe.js")!);
        return reader.ReadToEnd();
    }
}
