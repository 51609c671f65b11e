namespace BulkCopy.Server.Access;

/// <summary>Names of the ways to be known.</summary>
internal static class AccessSchemes
{
    /// <summary>Chooses one of the others by what a request carries.</summary>
    public const string Any = "BulkCopy";
    public const string Session = "Session";
    public const string ApiKey = "ApiKey";
    public const string Proxy = "Proxy";
    public const string Open = "Open";
    public const string OAuth = "OAuth";
}
