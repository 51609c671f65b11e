namespace BulkCopy.Emulator.Signatures;

/// <summary>The validity window of a COS signature, <c>start;end</c> in unix seconds.</summary>
internal readonly record struct CosKeyTime(DateTimeOffset Start, DateTimeOffset End)
{
    public static bool TryParse(ReadOnlySpan<char> text, out CosKeyTime window)
    {
        window = default;
        int separator = text.IndexOf(';');
        if (separator < 0
            || !SignatureDates.TryParseUnix(text[..separator], out var start)
            || !SignatureDates.TryParseUnix(text[(separator + 1)..], out var end)
            || end < start)
            return false;
        window = new CosKeyTime(start, end);
        return true;
    }

    public static RejectedRequest? Check(string? keyTime, DateTimeOffset now)
    {
        if (!TryParse(keyTime, out var window))
            return CosRejections.AccessDenied();
        // Client libraries correct their clock on exactly these two answers.
        if (window.Start > now + SignatureDates.MaxSkew)
            return CosRejections.Skewed();
        return window.Start.ToUnixTimeSeconds() > now.ToUnixTimeSeconds() || window.End < now ? CosRejections.Expired() : null;
    }
}
