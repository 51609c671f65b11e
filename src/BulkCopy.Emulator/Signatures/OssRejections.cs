namespace BulkCopy.Emulator.Signatures;

/// <summary>Authentication failures in the words of OSS.</summary>
internal static class OssRejections
{
    public static RejectedRequest AccessDenied(string message) => Of(403, "AccessDenied", message);

    public static RejectedRequest InvalidArgument(string message) => Of(400, "InvalidArgument", message);

    public static RejectedRequest UnknownAccessKey(string accessKey) =>
        Of(403, "InvalidAccessKeyId", "The OSS Access Key Id you provided does not exist in our records.")
            with { Details = [new("OSSAccessKeyId", accessKey)] };

    public static RejectedRequest InvalidToken() =>
        Of(403, "InvalidSecurityToken", "The security token you provided is invalid.");

    public static RejectedRequest ExpiredToken() =>
        Of(403, "SecurityTokenExpired", "The security token you provided has expired.");

    public static RejectedRequest MissingDate() => AccessDenied("OSS authentication requires a valid Date.");

    public static RejectedRequest Expired(DateTimeOffset expires, DateTimeOffset now) => AccessDenied("Request has expired.")
        with { Details = [new("Expires", SignatureDates.IsoMilliseconds(expires)), new("ServerTime", SignatureDates.IsoMilliseconds(now))] };

    public static RejectedRequest Skewed(DateTimeOffset requestTime, DateTimeOffset now) =>
        Of(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
            with
            {
                Details =
                [
                    new("MaxAllowedSkewMilliseconds", "900000"),
                    new("RequestTime", SignatureDates.IsoMilliseconds(requestTime)),
                    new("ServerTime", SignatureDates.IsoMilliseconds(now)),
                ],
            };

    public static RejectedRequest Mismatch(string accessKey, string provided, string stringToSign, string? canonicalRequest)
    {
        var details = new List<KeyValuePair<string, string>>
        {
            new("OSSAccessKeyId", accessKey),
            new("SignatureProvided", provided),
            new("StringToSign", stringToSign),
            new("StringToSignBytes", HexBytes.Of(stringToSign)),
        };
        if (canonicalRequest is not null)
            details.Add(new("CanonicalRequest", canonicalRequest));
        return Of(403, "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
            with { Details = details };
    }

    private static RejectedRequest Of(int status, string code, string message) =>
        new() { Dialect = EmulatorDialect.Oss, Status = status, Code = code, Message = message };
}
