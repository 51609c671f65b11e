using BulkCopy.ObjectStores.Dialects;
using BulkCopy.ObjectStores.Signing;

namespace BulkCopy.ObjectStores.Http;

/// <summary>Where requests of a store go: host names and paths.</summary>
internal sealed class StoreEndpoint
{
    private readonly Dialect dialect;
    private readonly DialectWire wire;
    private readonly string serviceHost;
    private readonly string region;
    private readonly AddressingStyle addressing;

    public StoreEndpoint(ObjectStoreOptions options)
    {
        dialect = options.Dialect;
        wire = dialect.Wire;
        region = options.Region;
        addressing = options.AddressingStyle ?? wire.Addressing;
        var named = options.Endpoint;
        var isPlain = named?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) == true;
        var isTls = named?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;
        Scheme = isPlain || (!isTls && !options.UseHttps) ? "http" : "https";
        serviceHost = named is null ? dialect.HostIn(region) : (isPlain ? named[7..] : isTls ? named[8..] : named).TrimEnd('/');
        if (serviceHost.Length == 0 || serviceHost.AsSpan().ContainsAny("/?#@ "))
            throw new ArgumentException($"Store {options.Name}: the endpoint '{options.Endpoint}' is not a host name with an optional port.", nameof(options));
        serviceHost = WithoutDefaultPort(serviceHost.ToLowerInvariant());
    }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme { get; }

    /// <summary>Whether buckets stand in the host name.</summary>
    public bool IsVirtualHost => addressing == AddressingStyle.VirtualHost;

    /// <summary>The <c>Host</c> header of requests to a bucket, or to the service.</summary>
    public string HostOf(string? bucket) => bucket is null || !IsVirtualHost ? serviceHost : $"{bucket}.{serviceHost}";

    /// <summary>The encoded path of a bucket or an object.</summary>
    public string PathOf(string? bucket, string? key)
    {
        var encoded = key is null ? "" : PercentEncoding.EncodePath(key);
        if (wire.EncodesLeadingSlash && encoded.StartsWith('/')) encoded = $"%2F{encoded.AsSpan(1)}";
        return bucket is null || IsVirtualHost ? $"/{encoded}" : key is null ? $"/{bucket}" : $"/{bucket}/{encoded}";
    }

    /// <summary>The value of the copy source header.</summary>
    public string CopySourceOf(CopySource source)
    {
        var version = source.VersionId is null ? "" : $"?versionId={PercentEncoding.Encode(source.VersionId)}";
        return wire.CopySource switch
        {
            CopySourceFormat.HostAndKey => $"{SourceHostOf(source)}{SourcePathOf(source)}{version}",
            CopySourceFormat.WholeEncoded => $"{PercentEncoding.Encode($"/{source.Bucket}/{source.Key}")}{version}",
            _ => $"/{source.Bucket}/{PercentEncoding.EncodePath(source.Key)}{version}",
        };
    }

    // The only documented form names the bucket's public regional host, whatever endpoint requests go to.
    private string SourceHostOf(CopySource source) => $"{source.Bucket}.{dialect.HostIn(source.Region ?? region)}";

    private static string SourcePathOf(CopySource source)
    {
        var encoded = PercentEncoding.EncodePath(source.Key);
        return encoded.StartsWith('/') ? $"/%2F{encoded.AsSpan(1)}" : $"/{encoded}";
    }

    private string WithoutDefaultPort(string host) =>
        Scheme == "http" && host.EndsWith(":80", StringComparison.Ordinal) ? host[..^3]
        : Scheme == "https" && host.EndsWith(":443", StringComparison.Ordinal) ? host[..^4] : host;
}
