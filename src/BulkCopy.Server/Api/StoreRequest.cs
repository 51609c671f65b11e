using System.ComponentModel;
using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Api;

/// <summary>A store to be entered. Secrets go in and never come out again.</summary>
internal sealed record StoreRequest
{
    [Description("Name, 1 to 64 letters, digits, '-', '_' and '.'; left out where the path says it.")]
    public string? Name { get; init; }
    [Description("cos, oss, s3, bsc, ceph or minio.")]
    public string? Dialect { get; init; }
    [Description("Region as the provider spells it: ap-beijing, cn-hangzhou, us-east-1.")]
    public string? Region { get; init; }
    [Description("Host of the service in place of the provider's public one.")]
    public string? Endpoint { get; init; }
    [Description("Where the bucket stands in a request; the dialect's usual place if left out.")]
    public AddressingStyle? Addressing { get; init; }
    [Description("Access key id (COS: SecretId).")]
    public string? AccessKeyId { get; init; }
    [Description("Secret access key (COS: SecretKey). Left out of a change: the secret stays.")]
    public string? SecretAccessKey { get; init; }
    [Description("Session token of temporary credentials.")]
    public string? SessionToken { get; init; }

    /// <summary>The name; nothing secret.</summary>
    public override string ToString() => Name ?? "";
}
