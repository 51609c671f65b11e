using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Signatures;

/// <summary>Tells from the look of a request how it is signed.</summary>
internal static class SchemeDetector
{
    public static bool TryDetect(IHeaderDictionary headers, ReadOnlySpan<char> query, out SignatureScheme scheme)
    {
        SignatureScheme? found = headers.Authorization is [var authorization, ..] && !string.IsNullOrEmpty(authorization)
            ? OfAuthorization(authorization)
            : OfQuery(query);
        scheme = found.GetValueOrDefault();
        return found is not null;
    }

    public static EmulatorDialect DialectOf(SignatureScheme scheme) => scheme switch
    {
        <= SignatureScheme.CosPost => EmulatorDialect.Cos,
        <= SignatureScheme.OssV4Post => EmulatorDialect.Oss,
        _ => EmulatorDialect.S3,
    };

    private static SignatureScheme? OfAuthorization(ReadOnlySpan<char> authorization)
    {
        if (authorization.StartsWith("AWS4-HMAC-SHA256", StringComparison.Ordinal))
            return SignatureScheme.S3V4Header;
        if (authorization.StartsWith("AWS ", StringComparison.Ordinal))
            return SignatureScheme.S3V2Header;
        if (authorization.StartsWith("q-", StringComparison.Ordinal))
            return SignatureScheme.CosHeader;
        if (authorization.StartsWith("OSS4-HMAC-SHA256", StringComparison.Ordinal))
            return SignatureScheme.OssV4Header;
        return authorization.StartsWith("OSS ", StringComparison.Ordinal) ? SignatureScheme.OssV1Header : null;
    }

    public static SignatureScheme? OfQuery(ReadOnlySpan<char> query)
    {
        if (query.IsEmpty)
            return null;
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            int equals = pair.IndexOf('=');
            if (equals > 0 && OfParameter(pair[..equals], pair[(equals + 1)..]) is { } scheme)
                return scheme;
        }

        return null;
    }

    private static SignatureScheme? OfParameter(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (Is(name, "X-Amz-Algorithm") || Is(name, "X-Amz-Signature") || Is(name, "X-Amz-Credential"))
            return SignatureScheme.S3V4Query;
        if (Is(name, "AWSAccessKeyId"))
            return SignatureScheme.S3V2Query;
        if (Is(name, "x-oss-signature-version") || Is(name, "x-oss-signature") || Is(name, "x-oss-credential"))
            return SignatureScheme.OssV4Query;
        if (Is(name, "OSSAccessKeyId"))
            return SignatureScheme.OssV1Query;
        bool cos = Is(name, "q-signature") || Is(name, "q-sign-algorithm") || Is(name, "q-ak")
            || Is(name, "sign") && value.StartsWith("q-", StringComparison.Ordinal);
        return cos ? SignatureScheme.CosQuery : null;
    }

    private static bool Is(ReadOnlySpan<char> name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
