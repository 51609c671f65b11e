namespace BulkCopy.Server.Web;

/// <summary>Addresses within this site.</summary>
internal static class LocalUrl
{
    /// <summary>The address if it leads to a path of this site, otherwise the site's beginning: nobody is sent elsewhere by a link that was sent to them.</summary>
    public static string Of(string? url, string? pathBase)
    {
        var home = $"{pathBase}/";
        return url is not null && IsLocal(url) && url.StartsWith(home, StringComparison.Ordinal) ? url : home;
    }

    // "//host" and "/\host" lead to another host; browsers drop tabs and line ends before they look.
    private static bool IsLocal(string url) =>
        url.Length > 0 && url[0] == '/' && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(char.IsControl) && !url.Contains('\\', StringComparison.Ordinal)
        && url.All(char.IsAscii) && Uri.TryCreate(url, UriKind.Relative, out _);
}
