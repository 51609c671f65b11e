namespace BulkCopy.Server.Options;

/// <summary>Where stores entered by operators may be. Section <c>Server:Endpoints</c>. Stores of the configuration are not concerned.</summary>
public sealed class EndpointOptions
{
    /// <summary>Hosts that may be named: <c>s3.example.com</c>, or with everything below it <c>*.example.com</c>. Default: the providers' own.</summary>
    public IList<string> Allowed { get; set; } = [];

    /// <summary>Whether hosts may have private, loopback or link-local addresses. Default false: those lead into the network the server stands in.</summary>
    public bool AllowPrivateAddresses { get; set; }

    internal IReadOnlyList<string> EffectiveAllowed => Allowed.Count > 0
        ? [.. Allowed]
        : ["*.myqcloud.com", "*.tencentcos.cn", "*.aliyuncs.com", "*.amazonaws.com", "*.amazonaws.com.cn", "*.bscstorage.com", "*.baishancloud.com"];
}
