using System.Globalization;

namespace BulkCopy.Emulator.Requests;

/// <summary>A range of bytes, resolved against a content.</summary>
internal readonly record struct ByteRange(long Offset, long Length)
{
    private const string Unit = "bytes=";

    /// <summary>Reads a Range header. Several ranges and other units are no range (the whole object is sent).</summary>
    public static RangeVerdict Resolve(string header, long contentLength, out ByteRange range)
    {
        range = new ByteRange(0, contentLength);
        var text = header.AsSpan().Trim();
        if (!text.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) || text.Contains(',')) return RangeVerdict.NotARange;
        text = text[Unit.Length..];
        var dash = text.IndexOf('-');
        if (dash < 0) return RangeVerdict.NotARange;
        var first = text[..dash].Trim();
        var last = text[(dash + 1)..].Trim();
        if (first.IsEmpty) return Suffix(last, contentLength, out range);
        if (!TryNumber(first, out var from)) return RangeVerdict.NotARange;
        var to = long.MaxValue;
        if (!last.IsEmpty && !TryNumber(last, out to)) return RangeVerdict.NotARange;
        if (to < from) return RangeVerdict.NotARange;
        if (from >= contentLength) return RangeVerdict.Unsatisfiable;
        range = new ByteRange(from, Math.Min(to, contentLength - 1) - from + 1);
        return RangeVerdict.Satisfiable;
    }

    /// <summary>Reads copy-source-range: both ends are mandatory.</summary>
    public static bool TryParseExact(string header, out long first, out long last)
    {
        first = last = 0;
        var text = header.AsSpan().Trim();
        if (!text.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return false;
        text = text[Unit.Length..];
        var dash = text.IndexOf('-');
        return dash > 0 && TryNumber(text[..dash], out first) && TryNumber(text[(dash + 1)..], out last) && first <= last;
    }

    private static RangeVerdict Suffix(ReadOnlySpan<char> text, long contentLength, out ByteRange range)
    {
        range = new ByteRange(0, contentLength);
        if (!TryNumber(text, out var count)) return RangeVerdict.NotARange;
        if (count == 0 || contentLength == 0) return RangeVerdict.Unsatisfiable;
        count = Math.Min(count, contentLength);
        range = new ByteRange(contentLength - count, count);
        return RangeVerdict.Satisfiable;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>What a Range header comes to.</summary>
internal enum RangeVerdict
{
    NotARange,
    Satisfiable,
    Unsatisfiable,
}
