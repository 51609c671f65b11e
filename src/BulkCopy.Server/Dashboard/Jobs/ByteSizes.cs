using System.Globalization;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>Sizes as people write them.</summary>
internal static class ByteSizes
{
    private static readonly Dictionary<string, long> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1, ["B"] = 1, ["K"] = 1L << 10, ["KiB"] = 1L << 10, ["KB"] = 1000, ["M"] = 1L << 20, ["MiB"] = 1L << 20, ["MB"] = 1_000_000,
        ["G"] = 1L << 30, ["GiB"] = 1L << 30, ["GB"] = 1_000_000_000, ["T"] = 1L << 40, ["TiB"] = 1L << 40, ["TB"] = 1_000_000_000_000,
    };

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        if (!decimal.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || !Units.TryGetValue(text[digits..].Trim(), out var unit) || number * unit > long.MaxValue)
            return false;
        bytes = (long)(number * unit);
        return true;
    }
}
