using System.Globalization;
using System.Security.Cryptography;

namespace BulkCopy.Emulator.Signatures;

/// <summary>OSS signature version 4, in a header and in a URL. Any region and product is accepted.</summary>
internal sealed class OssV4Verifier(CredentialGate gate, SigningKeyCache keys)
{
    private const string Algorithm = "OSS4-HMAC-SHA256";
    private const int MaxExpiresSeconds = 604800;

    public AuthenticationResult VerifyHeader(in SignedRequest request, SignatureWorkspace workspace)
    {
        string authorization = request.Headers.Authorization[0]!;
        if (!V4Authorization.TryParse(authorization, Algorithm.Length, "AdditionalHeaders", out var fields)
            || fields.Credential.IsEmpty || fields.Signature.IsEmpty
            || fields.HasHeaderList && authorization[fields.HeaderList].Length == 0
            || !TryParseScope(fields.Credential, out var scope))
            return OssRejections.InvalidArgument("Authorization header is invalid.");
        if (gate.FindForOss(scope.AccessKey.ToString(), request.Headers["x-oss-security-token"], out var credential) is { } refused)
            return refused;
        if (CheckHeaderTime(request, scope, out var timestamp) is { } untimely)
            return untimely;
        string payload = request.Headers["x-oss-content-sha256"].ToString();
        if (payload.Length > 0 && payload != PayloadDeclaration.UnsignedPayload)
            return OssRejections.InvalidArgument("The x-oss-content-sha256 header must be UNSIGNED-PAYLOAD.");

        workspace.Query.Load(new WireTarget(request.RawTarget).Query, plusIsBlank: true);
        var additional = fields.HasHeaderList ? authorization.AsMemory()[fields.HeaderList] : default;
        return Verify(request, scope, credential, timestamp, additional, fields.Signature, SignatureScheme.OssV4Header, workspace);
    }

    public AuthenticationResult VerifyQuery(in SignedRequest request, SignatureWorkspace workspace)
    {
        var query = workspace.Query;
        query.Load(new WireTarget(request.RawTarget).Query, plusIsBlank: true);
        if (query.Find("x-oss-signature-version"u8) is not { } algorithm || query.Find("x-oss-credential"u8) is not { } credentialText
            || query.Find("x-oss-date"u8) is not { } timestamp || query.Find("x-oss-expires"u8) is not { } expires
            || query.Find("x-oss-signature"u8) is not { } signature)
            return OssRejections.AccessDenied("Query-string authentication requires the x-oss-signature-version, x-oss-credential, x-oss-date, x-oss-expires and x-oss-signature parameters");
        if (algorithm != Algorithm || !TryParseScope(credentialText, out var scope))
            return OssRejections.InvalidArgument("The x-oss-signature-version or x-oss-credential parameter is invalid.");
        if (gate.FindForOss(scope.AccessKey.ToString(), query.Find("x-oss-security-token"u8), out var credential) is { } refused)
            return refused;
        if (CheckQueryTime(timestamp, expires, scope) is { } untimely)
            return untimely;
        var additional = query.Find("x-oss-additional-headers"u8).AsMemory();
        return Verify(request, scope, credential, timestamp, additional, signature, SignatureScheme.OssV4Query, workspace);
    }

    private AuthenticationResult Verify(in SignedRequest request, in CredentialScope scope, EmulatorCredential credential, string timestamp,
        ReadOnlyMemory<char> additional, ReadOnlySpan<char> signature, SignatureScheme scheme, SignatureWorkspace workspace)
    {
        WriteCanonicalRequest(request, additional.Span, scheme, workspace);
        V4StringToSign.Write(workspace, Algorithm, timestamp, scope.Text);
        byte[] key = keys.Oss(credential.Secret, scope.Date, scope.Region, scope.Service);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, workspace.StringToSign.Written, expected);
        if (!SignatureComparison.IsHexOf(signature, expected))
            return OssRejections.Mismatch(credential.AccessKey, XmlText.Clean(signature.ToString()),
                workspace.StringToSign.ToXmlText(), workspace.Canonical.ToXmlText());
        return new AuthenticatedRequest { Credential = credential, Scheme = scheme, Dialect = EmulatorDialect.Oss, SignedHeaders = additional };
    }

    private static void WriteCanonicalRequest(in SignedRequest request, ReadOnlySpan<char> additional, SignatureScheme scheme, SignatureWorkspace workspace)
    {
        var writer = workspace.Canonical;
        writer.Append(request.Method);
        writer.Append((byte)'\n');
        workspace.Scratch.Clear();
        OssResource.Write(workspace.Scratch, new WireTarget(request.RawTarget).Path, request.VirtualHostBucket);
        writer.AppendEncoded(workspace.Scratch.Written, keepSlash: true);
        writer.Append((byte)'\n');
        workspace.Query.WriteSorted(writer, scheme == SignatureScheme.OssV4Query ? "x-oss-signature"u8 : default, equalsWhenEmpty: false);
        writer.Append((byte)'\n');
        workspace.Headers.WriteSorted(writer, new OssV4Filter(additional));
        writer.Append((byte)'\n');
        writer.AppendLower(additional);
        writer.Append((byte)'\n');
        writer.Append(PayloadDeclaration.UnsignedPayload);
    }

    private RejectedRequest? CheckHeaderTime(in SignedRequest request, in CredentialScope scope, out string timestamp)
    {
        timestamp = request.Headers["x-oss-date"].ToString();
        bool parsed = SignatureDates.TryParseBasic(timestamp, out var time);
        if (timestamp.Length == 0)
        {
            parsed = SignatureDates.TryParse(request.Headers.Date.ToString(), out time);
            timestamp = SignatureDates.Basic(time);
        }

        if (!parsed)
            return OssRejections.MissingDate();
        return IsOfScope(timestamp, scope)
            ? SignatureDates.IsSkewed(time, gate.Now) ? OssRejections.Skewed(time, gate.Now) : null
            : OssRejections.InvalidArgument("The date in the credential scope does not match the request date.");
    }

    private RejectedRequest? CheckQueryTime(string timestamp, string expires, in CredentialScope scope)
    {
        if (!SignatureDates.TryParseBasic(timestamp, out var time) || !IsOfScope(timestamp, scope))
            return OssRejections.InvalidArgument("The x-oss-date parameter is invalid or does not match the credential scope.");
        if (!int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds is 0 or > MaxExpiresSeconds)
            return OssRejections.InvalidArgument("The x-oss-expires parameter must be between 1 and 604800.");
        var now = gate.Now;
        if (time > now + SignatureDates.MaxSkew)
            return OssRejections.Skewed(time, now);
        return now - time > TimeSpan.FromSeconds(seconds) ? OssRejections.Expired(time.AddSeconds(seconds), now) : null;
    }

    private static bool IsOfScope(string timestamp, in CredentialScope scope) =>
        scope.Date.Equals(timestamp.AsSpan(0, 8), StringComparison.Ordinal);

    private static bool TryParseScope(ReadOnlySpan<char> credential, out CredentialScope scope) =>
        CredentialScope.TryParse(credential, out scope) && scope.Terminator is "aliyun_v4_request" && !scope.AccessKey.IsEmpty
        && scope.Date.Length == 8 && !scope.Region.IsEmpty && !scope.Service.IsEmpty;
}
