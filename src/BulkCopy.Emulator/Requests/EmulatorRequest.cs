using System.Globalization;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Signatures;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Requests;

/// <summary>A request whose target is parsed and whose sender is known.</summary>
internal sealed class EmulatorRequest
{
    public required HttpContext Http { get; init; }

    public required DialectProfile Profile { get; init; }

    public required string Host { get; init; }

    /// <summary>The region the host name or the credential scope names; null when neither does.</summary>
    public required string? Region { get; init; }

    public required string? Bucket { get; init; }

    /// <summary>Decoded; null for the service and the bucket itself.</summary>
    public required string? Key { get; init; }

    public required bool IsVirtualHost { get; init; }

    public required QueryParameters Query { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required Operation Operation { get; init; }

    public required IncomingBody Body { get; init; }

    /// <summary>The verdict of the signature check; never a rejection.</summary>
    public required AuthenticationResult Sender { get; init; }

    /// <summary>Id of the account that signed; null for anonymous.</summary>
    public required string? AccountId { get; init; }

    /// <summary>Set by a fault: conditions on the source of a copy are not looked at.</summary>
    public bool IgnoresCopyConditions { get; set; }

    /// <summary>Set by a fault: what forbids overwriting is not looked at.</summary>
    public bool IgnoresOverwriteGuard { get; set; }

    public string Method => Http.Request.Method;

    /// <summary>The part of UploadPart and UploadPartCopy, else 0.</summary>
    public int PartNumber => Operation is Operation.UploadPart or Operation.UploadPartCopy ? Math.Max(0, QueryNumber("partNumber") ?? 0) : 0;

    public bool IsHead => HttpMethods.IsHead(Method);

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The header's value, several joined by commas; null when absent.</summary>
    public string? Header(string name)
    {
        var values = Http.Request.Headers[name];
        return values.Count == 0 ? null : values.Count == 1 ? values[0] : values.ToString();
    }

    /// <summary>A whole number from the query; null when the parameter is absent, -1 when it is no number in range.</summary>
    public int? QueryNumber(string name)
    {
        var text = Query.Find(name);
        if (text is null) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}
