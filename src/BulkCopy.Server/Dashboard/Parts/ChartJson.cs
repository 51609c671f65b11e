using System.Text.Json;

namespace BulkCopy.Server.Dashboard.Parts;

/// <summary>What the script draws, as JSON.</summary>
internal static class ChartJson
{
    /// <summary>Lines over time; points are seconds since 1970 and values.</summary>
    public static string Lines(string unit, string[] colors, params ChartLine[] series) => Write(new { kind = "lines", unit, colors, series });

    /// <summary>Bars, one on top of the other, by category.</summary>
    public static string Bars(string unit, string[] categories, params ChartBar[] series) => Write(new { kind = "bars", unit, categories, series });

    /// <summary>A flow from things on the left to things on the right; what flows back to where it came from stands on both sides.</summary>
    public static string Flow(string unit, IReadOnlyList<ChartLink> links) => Write(new
    {
        kind = "flow",
        unit,
        nodes = links.Select(link => link.From + " →").Concat(links.Select(link => link.To + " ←")).Distinct(),
        links = links.Select(link => new object[] { link.From + " →", link.To + " ←", link.Value }),
    });

    /// <summary>Cells in rows; each is a column, a row, a value and what is said of it.</summary>
    public static string Heat(int columns, string[] rows, IReadOnlyList<object[]> cells, double most, string[] ends) =>
        Write(new { kind = "heat", columns = Enumerable.Range(1, columns), rows, cells, most, ends });

    private static string Write(object chart) => JsonSerializer.Serialize(chart, JsonSerializerOptions.Web);
}

/// <summary>One line of a chart.</summary>
internal sealed record ChartLine(string Name, IReadOnlyList<double[]> Points);

/// <summary>One kind of bars of a chart.</summary>
internal sealed record ChartBar(string Name, IReadOnlyList<double> Values);

/// <summary>A flow between two things.</summary>
internal sealed record ChartLink(string From, string To, double Value);
