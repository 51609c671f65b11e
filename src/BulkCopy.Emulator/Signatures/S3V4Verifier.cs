using System.Globalization;
using System.Security.Cryptography;

namespace BulkCopy.Emulator.Signatures;

/// <summary>S3 signature version 4, in a header and in a URL. Any region is accepted.</summary>
internal sealed class S3V4Verifier(CredentialGate gate, SigningKeyCache keys)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const int MaxExpiresSeconds = 604800;

    public AuthenticationResult VerifyHeader(in SignedRequest request, SignatureWorkspace workspace)
    {
        string authorization = request.Headers.Authorization[0]!;
        if (authorization.Length <= Algorithm.Length || authorization[Algorithm.Length] != ' ')
            return S3Rejections.InvalidArgument("Unsupported Authorization Type", "Authorization", XmlText.Clean(authorization));
        if (!V4Authorization.TryParse(authorization, Algorithm.Length, "SignedHeaders", out var fields))
            return S3Rejections.MalformedHeader("the authorization header requires three components: Credential, SignedHeaders, and Signature.");
        if (fields.Credential.IsEmpty || fields.Signature.IsEmpty || !fields.HasHeaderList)
            return S3Rejections.MalformedHeader("the authorization header requires three components: Credential, SignedHeaders, and Signature.");
        if (!CredentialScope.TryParse(fields.Credential, out var scope))
            return S3Rejections.MalformedHeader("the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        if (ScopeProblem(scope) is { } problem)
            return S3Rejections.MalformedHeader(problem);
        if (gate.FindForS3(scope.AccessKey.ToString(), request.Headers["x-amz-security-token"], out var credential) is { } refused)
            return refused;
        if (CheckHeaderTime(request, scope, out var timestamp) is { } untimely)
            return untimely;
        if (CheckPayloadHash(request, out var payloadHash) is { } undeclared)
            return undeclared;

        workspace.Query.Load(new WireTarget(request.RawTarget).Query, plusIsBlank: true);
        return Verify(request, new S3V4Request
        {
            Scheme = SignatureScheme.S3V4Header,
            Scope = scope,
            Credential = credential,
            Timestamp = timestamp,
            SignedHeaders = authorization.AsMemory()[fields.HeaderList],
            Signature = fields.Signature,
            PayloadHash = payloadHash,
        }, workspace);
    }

    public AuthenticationResult VerifyQuery(in SignedRequest request, SignatureWorkspace workspace)
    {
        var query = workspace.Query;
        query.Load(new WireTarget(request.RawTarget).Query, plusIsBlank: true);
        if (query.Find("X-Amz-Algorithm"u8) is not { } algorithm || query.Find("X-Amz-Credential"u8) is not { } credentialText
            || query.Find("X-Amz-Signature"u8) is not { } signature || query.Find("X-Amz-Date"u8) is not { } timestamp
            || query.Find("X-Amz-SignedHeaders"u8) is not { } signedHeaders || query.Find("X-Amz-Expires"u8) is not { } expires)
            return S3Rejections.MalformedQuery("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        if (algorithm != Algorithm)
            return S3Rejections.MalformedQuery("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
        if (!CredentialScope.TryParse(credentialText, out var scope))
            return S3Rejections.MalformedQuery("Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        if (ScopeProblem(scope) is { } problem)
            return S3Rejections.MalformedQuery("Error parsing the X-Amz-Credential parameter; " + problem);
        if (gate.FindForS3(scope.AccessKey.ToString(), query.Find("X-Amz-Security-Token"u8), out var credential) is { } refused)
            return refused;
        if (CheckQueryTime(timestamp, expires, scope) is { } untimely)
            return untimely;
        return Verify(request, new S3V4Request
        {
            Scheme = SignatureScheme.S3V4Query,
            Scope = scope,
            Credential = credential,
            Timestamp = timestamp,
            SignedHeaders = signedHeaders.AsMemory(),
            Signature = signature,
            PayloadHash = query.Find("X-Amz-Content-Sha256"u8) ?? PayloadDeclaration.UnsignedPayload,
        }, workspace);
    }

    private AuthenticationResult Verify(in SignedRequest request, in S3V4Request signed, SignatureWorkspace workspace)
    {
        S3V4CanonicalRequest.Write(request, signed, workspace);
        if (workspace.Headers.IsUnsigned("host"))
            return S3Rejections.HeadersNotSigned(["host"]);
        if (workspace.Headers.HasUnsigned("x-amz-", except: ExemptHeader(signed.Scheme)))
            return S3Rejections.HeadersNotSigned([.. workspace.Headers.UnsignedWithPrefix("x-amz-")]);

        V4StringToSign.Write(workspace, Algorithm, signed.Timestamp, signed.Scope.Text);
        byte[] key = keys.S3(signed.Credential.Secret, signed.Scope.Date, signed.Scope.Region, signed.Scope.Service);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, workspace.StringToSign.Written, expected);
        if (!SignatureComparison.IsHexOf(signed.Signature, expected))
            return S3Rejections.Mismatch(signed.Credential.AccessKey, XmlText.Clean(signed.Signature.ToString()),
                workspace.StringToSign.ToXmlText(), workspace.Canonical.ToXmlText());
        return Accept(signed, key);
    }

    private static AuthenticatedRequest Accept(in S3V4Request signed, byte[] key)
    {
        var mode = PayloadDeclaration.ModeOf(signed.PayloadHash);
        bool chunksAreSigned = mode is PayloadMode.StreamingSigned or PayloadMode.StreamingSignedTrailer;
        return new AuthenticatedRequest
        {
            Credential = signed.Credential,
            Scheme = signed.Scheme,
            Dialect = EmulatorDialect.S3,
            SignedHeaders = signed.SignedHeaders,
            PayloadMode = mode,
            PayloadSha256 = mode == PayloadMode.Sha256 ? signed.PayloadHash : null,
            Chunks = !chunksAreSigned ? null : new ChunkSigningContext
            {
                SigningKey = key,
                Timestamp = signed.Timestamp,
                Scope = signed.Scope.Text.ToString(),
                SeedSignature = signed.Signature.ToString(),
            },
        };
    }

    // Presigned uploads may carry the hash unsigned: the URL was made without knowing the body.
    private static string ExemptHeader(SignatureScheme scheme) => scheme == SignatureScheme.S3V4Query ? "x-amz-content-sha256" : "";

    private RejectedRequest? CheckHeaderTime(in SignedRequest request, in CredentialScope scope, out string timestamp)
    {
        timestamp = request.Headers["x-amz-date"].ToString();
        bool parsed = SignatureDates.TryParseBasic(timestamp, out var time);
        if (timestamp.Length == 0)
        {
            parsed = SignatureDates.TryParse(request.Headers.Date.ToString(), out time);
            timestamp = SignatureDates.Basic(time);
        }

        if (!parsed)
            return S3Rejections.MissingDate();
        if (SignatureDates.IsSkewed(time, gate.Now))
            return S3Rejections.Skewed(timestamp, gate.Now);
        return scope.Date.Equals(timestamp.AsSpan(0, 8), StringComparison.Ordinal)
            ? null
            : S3Rejections.MalformedHeader($"Invalid credential date \"{scope.Date}\". This date is not the same as X-Amz-Date: \"{timestamp[..8]}\".");
    }

    private RejectedRequest? CheckQueryTime(string timestamp, string expires, in CredentialScope scope)
    {
        if (!SignatureDates.TryParseBasic(timestamp, out var time))
            return S3Rejections.MalformedQuery("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        if (!scope.Date.Equals(timestamp.AsSpan(0, 8), StringComparison.Ordinal))
            return S3Rejections.MalformedQuery($"Invalid credential date \"{scope.Date}\". This date is not the same as X-Amz-Date: \"{timestamp[..8]}\".");
        if (!long.TryParse(expires, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds))
            return S3Rejections.MalformedQuery("X-Amz-Expires should be a number");
        if (seconds < 0)
            return S3Rejections.MalformedQuery("X-Amz-Expires must be non-negative");
        if (seconds > MaxExpiresSeconds)
            return S3Rejections.MalformedQuery("X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds");
        var now = gate.Now;
        if (time > now + SignatureDates.MaxSkew)
            return S3Rejections.AccessDenied("Request is not yet valid");
        return now - time > TimeSpan.FromSeconds(seconds) ? S3Rejections.Expired(time.AddSeconds(seconds), now) : null;
    }

    private static RejectedRequest? CheckPayloadHash(in SignedRequest request, out string payloadHash)
    {
        payloadHash = request.Headers["x-amz-content-sha256"].ToString();
        if (payloadHash.Length == 0)
            return S3Rejections.InvalidRequest("Missing required header for this request: x-amz-content-sha256");
        return PayloadDeclaration.TryParse(payloadHash, out _)
            ? null
            : S3Rejections.InvalidArgument(
                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
                "x-amz-content-sha256", XmlText.Clean(payloadHash));
    }

    private static string? ScopeProblem(in CredentialScope scope)
    {
        if (scope.Date.Length != 8)
            return $"incorrect date format \"{XmlText.Clean(scope.Date.ToString())}\". This date in the credential must be in the format \"yyyyMMdd\".";
        if (scope.Service is not "s3")
            return $"incorrect service \"{XmlText.Clean(scope.Service.ToString())}\". This endpoint belongs to \"s3\".";
        return scope.Terminator is "aws4_request"
            ? null
            : $"incorrect terminal \"{XmlText.Clean(scope.Terminator.ToString())}\". This endpoint uses \"aws4_request\".";
    }
}
