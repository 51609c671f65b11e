using System.Globalization;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>One second in the spellings that signatures use; the newest one is kept, since requests come by the thousand per second.</summary>
internal sealed class SigningTimestamp
{
    private static volatile SigningTimestamp? s_latest;

    private SigningTimestamp(long unixSeconds)
    {
        UnixSeconds = unixSeconds;
        var instant = DateTimeOffset.FromUnixTimeSeconds(unixSeconds);
        Basic = instant.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        Date = Basic[..8];
        Rfc1123 = instant.ToString("r", CultureInfo.InvariantCulture);
    }

    public long UnixSeconds { get; }

    /// <summary><c>20260102T030405Z</c>.</summary>
    public string Basic { get; }

    /// <summary><c>20260102</c>.</summary>
    public string Date { get; }

    /// <summary><c>Fri, 02 Jan 2026 03:04:05 GMT</c>.</summary>
    public string Rfc1123 { get; }

    public static SigningTimestamp Of(DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var latest = s_latest;
        return latest?.UnixSeconds == seconds ? latest : s_latest = new SigningTimestamp(seconds);
    }
}
