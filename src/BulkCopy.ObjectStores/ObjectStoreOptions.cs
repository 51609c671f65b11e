using System.Net;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.ObjectStores.Signing;

namespace BulkCopy.ObjectStores;

/// <summary>What makes a store: dialect, place, credentials, patience.</summary>
public sealed record ObjectStoreOptions
{
    /// <summary>The store's name in configuration; it appears in messages.</summary>
    public required string Name { get; init; }
    /// <summary>The dialect, usually <see cref="Dialect.Parse"/>.</summary>
    public required Dialect Dialect { get; init; }
    /// <summary>Region as the provider spells it: <c>ap-beijing</c>, <c>cn-hangzhou</c> (without <c>oss-</c>), <c>us-east-1</c>.</summary>
    public required string Region { get; init; }
    /// <summary>Where credentials come from.</summary>
    public required ICredentialProvider Credentials { get; init; }
    /// <summary>Host of the service, with a port if need be, in place of the provider's public one: <c>127.0.0.1:7480</c>, <c>oss-cn-hangzhou-internal.aliyuncs.com</c>. A leading <c>http://</c> or <c>https://</c> decides <see cref="UseHttps"/>.</summary>
    public string? Endpoint { get; init; }
    /// <summary>Host and port to connect to, while requests keep the provider's host name and are signed for it: an emulator, a proxy, a private endpoint.</summary>
    public string? ConnectTo { get; init; }
    /// <summary>Where the bucket stands in a request; <c>null</c> for the dialect's usual way.</summary>
    public AddressingStyle? AddressingStyle { get; init; }
    /// <summary>The signature; <c>null</c> for the dialect's usual one.</summary>
    public SignatureScheme? SignatureScheme { get; init; }
    /// <summary>Whether to use TLS. Default true.</summary>
    public bool UseHttps { get; init; } = true;
    /// <summary>How long one attempt may take to be answered; a body that is sent or read may take longer as long as it moves. Default 60 s.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(60);
    /// <summary>The same for requests during which the store copies or assembles content: copy, part copy, completion. Default 5 minutes.</summary>
    public TimeSpan CopyTimeout { get; init; } = TimeSpan.FromMinutes(5);
    /// <summary>How long a call may take with all its attempts and waits; bodies excepted. Default 15 minutes.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(15);
    /// <summary>Most attempts of a call that may be repeated. 1 switches repeating off. Default 4.</summary>
    public int MaxAttempts { get; init; } = 4;
    /// <summary>Whether an attempt that the store throttled is repeated as others are. Default true. <c>false</c> for callers that govern their own rate: every request is then one that they know of.</summary>
    public bool RepeatsThrottled { get; init; } = true;
    /// <summary>Base of the exponential wait before an attempt is repeated; the wait itself is drawn at random below it. Default 200 ms.</summary>
    public TimeSpan RetryBaseDelay { get; init; } = TimeSpan.FromMilliseconds(200);
    /// <summary>Longest wait before an attempt is repeated; a store that asks for more gets its error returned instead. Default 20 s.</summary>
    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(20);
    /// <summary>Most connections to one host. Default 512.</summary>
    public int MaxConnections { get; init; } = 512;
    /// <summary>Which addresses may be connected to; <c>null</c> for all. Asked with the address that is then connected to, so that a name which resolves otherwise later changes nothing.</summary>
    public Func<IPAddress, bool>? AllowsAddress { get; init; }
    /// <summary>Limits in place of the dialect's; <c>null</c> for those.</summary>
    public StoreLimits? Limits { get; init; }

    /// <summary>Name, dialect and region.</summary>
    public override string ToString() => $"store {Name} ({Dialect.Name}, {Region})";
}
