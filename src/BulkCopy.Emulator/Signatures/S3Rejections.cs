using System.Globalization;

namespace BulkCopy.Emulator.Signatures;

/// <summary>Authentication failures in the words of S3.</summary>
internal static class S3Rejections
{
    public static RejectedRequest AccessDenied(string message) => Of(403, "AccessDenied", message);

    public static RejectedRequest MalformedHeader(string problem) =>
        Of(400, "AuthorizationHeaderMalformed", "The authorization header is malformed; " + problem);

    public static RejectedRequest MalformedQuery(string problem) => Of(400, "AuthorizationQueryParametersError", problem);

    public static RejectedRequest InvalidArgument(string message, string name, string value) =>
        Of(400, "InvalidArgument", message) with { Details = [new("ArgumentName", name), new("ArgumentValue", value)] };

    public static RejectedRequest InvalidRequest(string message) => Of(400, "InvalidRequest", message);

    public static RejectedRequest OneMechanismOnly() => InvalidArgument(
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
        "Authorization", "");

    public static RejectedRequest UnknownAccessKey(string accessKey) =>
        Of(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
            with { Details = [new("AWSAccessKeyId", accessKey)] };

    public static RejectedRequest InvalidToken() =>
        Of(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");

    public static RejectedRequest ExpiredToken() => Of(400, "ExpiredToken", "The provided token has expired.");

    public static RejectedRequest MissingDate() =>
        AccessDenied("AWS authentication requires a valid Date or x-amz-date header");

    public static RejectedRequest Skewed(string requestTime, DateTimeOffset now) =>
        Of(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
            with
            {
                Details =
                [
                    new("RequestTime", requestTime),
                    new("ServerTime", SignatureDates.Iso(now)),
                    new("MaxAllowedSkewMilliseconds", Milliseconds(SignatureDates.MaxSkew)),
                ],
            };

    public static RejectedRequest Expired(DateTimeOffset expires, DateTimeOffset now) =>
        AccessDenied("Request has expired")
            with { Details = [new("Expires", SignatureDates.Iso(expires)), new("ServerTime", SignatureDates.Iso(now))] };

    public static RejectedRequest HeadersNotSigned(IEnumerable<string> names) =>
        AccessDenied("There were headers present in the request which were not signed")
            with { Details = [new("HeadersNotSigned", string.Join(", ", names))] };

    public static RejectedRequest Mismatch(string accessKey, string provided, string stringToSign, string? canonicalRequest)
    {
        var details = new List<KeyValuePair<string, string>>
        {
            new("AWSAccessKeyId", accessKey),
            new("StringToSign", stringToSign),
            new("SignatureProvided", provided),
            new("StringToSignBytes", HexBytes.Of(stringToSign)),
        };
        if (canonicalRequest is not null)
        {
            details.Add(new("CanonicalRequest", canonicalRequest));
            details.Add(new("CanonicalRequestBytes", HexBytes.Of(canonicalRequest)));
        }

        return Of(403, "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
            with { Details = details };
    }

    private static string Milliseconds(TimeSpan span) => span.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

    private static RejectedRequest Of(int status, string code, string message) =>
        new() { Dialect = EmulatorDialect.S3, Status = status, Code = code, Message = message };
}
