namespace BulkCopy.Server.Options;

/// <summary>How people are known.</summary>
public enum AccessMode
{
    /// <summary>Accounts of this server, and a provider of sign-ins if one is configured.</summary>
    Local,
    /// <summary>A reverse proxy signs people in and names them in headers.</summary>
    Proxy,
    /// <summary>Everybody who reaches the server is its administrator. Only on loopback addresses.</summary>
    Open,
}
