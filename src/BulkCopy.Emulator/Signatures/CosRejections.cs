namespace BulkCopy.Emulator.Signatures;

/// <summary>Authentication failures in the words of COS.</summary>
internal static class CosRejections
{
    public static RejectedRequest AccessDenied(string message = "Access Denied.") => Of(403, "AccessDenied", message);

    public static RejectedRequest Expired() => AccessDenied("Request has expired");

    public static RejectedRequest ExpiredToken() => Of(400, "ExpiredToken", "The provided token has expired.");

    public static RejectedRequest UnknownAccessKey() =>
        Of(403, "InvalidAccessKeyId", "The Access Key Id you provided does not exist in our records.");

    public static RejectedRequest Skewed() =>
        Of(403, "RequestTimeTooSkewed", "The difference between the request time and the server's time is too large.");

    public static RejectedRequest Mismatch(string stringToSign, string? formatString)
    {
        var details = new List<KeyValuePair<string, string>> { new("StringToSign", stringToSign) };
        if (formatString is not null)
            details.Add(new("FormatString", formatString));
        return Of(403, "SignatureDoesNotMatch", "The Signature you specified is invalid.") with { Details = details };
    }

    private static RejectedRequest Of(int status, string code, string message) =>
        new() { Dialect = EmulatorDialect.Cos, Status = status, Code = code, Message = message };
}
