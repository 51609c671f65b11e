using System.Text.Json;

namespace BulkCopy.Server.Dashboard.Parts;

/// <summary>What the script draws, as JSON.</summary>
internal static class ChartJson
{
    /// <summary>Lines over time; points are seconds since 1970 and values.</summary>
    public static string Lines(string unit, string[] colors, params ChartLine[] series) =>
        JsonSerializer.Serialize(new { kind = "lines", unit, colors, series }, JsonSerializerOptions.Web);
}

/// <summary>One line of a chart.</summary>
internal sealed record ChartLine(string Name, IReadOnlyList<double[]> Points);
