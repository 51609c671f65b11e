using System.Globalization;

namespace BulkCopy.Engine.Tiering;

/// <summary>Sizes and durations as people write them: <c>64KB</c>, <c>1.5GB</c>, <c>30d</c>, <c>12h</c>.</summary>
internal static class Quantities
{
    private static readonly (string Unit, long Bytes)[] Sizes =
        [("TB", 1L << 40), ("GB", 1L << 30), ("MB", 1L << 20), ("KB", 1L << 10), ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1), ("", 1)];

    private static readonly (string Unit, long Seconds)[] Times = [("w", 7 * 86_400), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)];

    /// <summary>Bytes; units are powers of 1,024, as the providers bill them.</summary>
    public static long? Bytes(string text)
    {
        foreach (var (unit, bytes) in Sizes)
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase) && Number(text[..^unit.Length]) is { } number)
                return number * bytes is var size && size <= long.MaxValue / 2 ? (long)size : null;
        return null;
    }

    public static TimeSpan? Duration(string text)
    {
        foreach (var (unit, seconds) in Times)
            if (text.EndsWith(unit, StringComparison.Ordinal) && Number(text[..^unit.Length]) is { } number)
                return number * seconds <= 100 * 366m * 86_400 ? TimeSpan.FromSeconds((double)(number * seconds)) : null;
        return null;
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1e15m ? number : null;
}
