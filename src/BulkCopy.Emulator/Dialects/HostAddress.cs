using System.Net;

namespace BulkCopy.Emulator.Dialects;

/// <summary>What a Host header says: whose server it means, and the bucket and region when the name holds them.</summary>
/// <param name="Profile">Null when the name is no vendor's (127.0.0.1, localhost, an unknown host).</param>
/// <param name="Bucket">Null in path style.</param>
/// <param name="Region">Null when the name has none.</param>
internal sealed record HostAddress(DialectProfile? Profile, string? Bucket, string? Region)
{
    private static readonly HostAddress Plain = new(null, null, null);

    public static HostAddress Parse(string host)
    {
        var name = WithoutPort(host).ToLowerInvariant();
        if (name.EndsWith(".myqcloud.com", StringComparison.Ordinal)) return Cos(name[..^".myqcloud.com".Length]);
        if (name.EndsWith(".tencentcos.cn", StringComparison.Ordinal)) return Cos(name[..^".tencentcos.cn".Length]);
        if (name.EndsWith(".aliyuncs.com", StringComparison.Ordinal)) return Oss(name[..^".aliyuncs.com".Length]);
        if (name.EndsWith(".bscstorage.com", StringComparison.Ordinal)) return Bsc(name[..^".bscstorage.com".Length]);
        if (name.EndsWith(".amazonaws.com", StringComparison.Ordinal)) return Aws(name[..^".amazonaws.com".Length]);
        if (IPAddress.TryParse(name, out _) || !name.Contains('.')) return Plain;
        return name.EndsWith(".localhost", StringComparison.Ordinal)
            ? new HostAddress(null, name[..^".localhost".Length], null)
            : OtherS3(name);
    }

    private static string WithoutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOf(']') && colon >= 0) host = host[..colon];
        return host.Trim('[', ']');
    }

    private static HostAddress Cos(string labels)
    {
        if (labels == "service.cos") return new HostAddress(DialectProfiles.Cos, null, null);
        var at = labels.StartsWith("cos.", StringComparison.Ordinal) ? 0 : labels.LastIndexOf(".cos.", StringComparison.Ordinal) + 1;
        if (at == 0 && !labels.StartsWith("cos.", StringComparison.Ordinal)) return new HostAddress(DialectProfiles.Cos, null, null);
        var region = labels[(at + 4)..];
        return new HostAddress(DialectProfiles.Cos, at == 0 ? null : labels[..(at - 1)], region == "accelerate" ? null : region);
    }

    private static HostAddress Oss(string labels)
    {
        var last = labels.LastIndexOf('.');
        var endpoint = labels[(last + 1)..];
        var bucket = last < 0 ? null : labels[..last];
        if (!endpoint.StartsWith("oss-", StringComparison.Ordinal)) return new HostAddress(DialectProfiles.Oss, bucket, null);
        var region = endpoint["oss-".Length..];
        if (region.EndsWith("-internal", StringComparison.Ordinal)) region = region[..^"-internal".Length];
        return new HostAddress(DialectProfiles.Oss, bucket, region.StartsWith("accelerate", StringComparison.Ordinal) ? null : region);
    }

    private static HostAddress Bsc(string labels) => new(
        DialectProfiles.Bsc, labels.EndsWith(".ss", StringComparison.Ordinal) ? labels[..^".ss".Length] : null, null);

    private static HostAddress Aws(string labels)
    {
        if (labels is "s3") return new HostAddress(DialectProfiles.S3, null, null);
        if (labels.EndsWith(".s3", StringComparison.Ordinal)) return new HostAddress(DialectProfiles.S3, labels[..^".s3".Length], null);
        var region = labels[(labels.LastIndexOf('.') + 1)..];
        var rest = labels[..^region.Length].TrimEnd('.');
        if (rest.EndsWith(".dualstack", StringComparison.Ordinal)) rest = rest[..^".dualstack".Length];
        if (rest == "s3") return new HostAddress(DialectProfiles.S3, null, region);
        return rest.EndsWith(".s3", StringComparison.Ordinal)
            ? new HostAddress(DialectProfiles.S3, rest[..^".s3".Length], region)
            : new HostAddress(DialectProfiles.S3, null, null);
    }

    // bucket.s3.example.com is virtual-host style, s3.example.com and minio.example.com are not.
    private static HostAddress OtherS3(string name)
    {
        var at = name.IndexOf(".s3.", StringComparison.Ordinal);
        if (at < 0) at = name.IndexOf(".s3-", StringComparison.Ordinal);
        return new HostAddress(DialectProfiles.S3, at > 0 ? name[..at] : null, null);
    }
}
