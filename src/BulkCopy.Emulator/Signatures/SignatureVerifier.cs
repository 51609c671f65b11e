using BulkCopy.Emulator.PostForms;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Signatures;

/// <summary>Says who sent a request, from its raw target and headers alone. Safe for concurrent use.</summary>
internal sealed class SignatureVerifier
{
    private readonly CosVerifier cos;
    private readonly OssV1Verifier ossV1;
    private readonly OssV4Verifier ossV4;
    private readonly S3V2Verifier s3V2;
    private readonly S3V4Verifier s3V4;

    public SignatureVerifier(Func<string, EmulatorCredential?> lookup, TimeProvider clock)
    {
        var gate = new CredentialGate(lookup, clock);
        var keys = new SigningKeyCache();
        cos = new CosVerifier(gate);
        ossV1 = new OssV1Verifier(gate);
        ossV4 = new OssV4Verifier(gate, keys);
        s3V2 = new S3V2Verifier(gate);
        s3V4 = new S3V4Verifier(gate, keys);
        Forms = new PostFormVerifier(gate, keys);
    }

    /// <summary>Verifies the signatures that travel inside a POST form.</summary>
    public PostFormVerifier Forms { get; }

    public static bool TryDetectScheme(IHeaderDictionary headers, ReadOnlySpan<char> query, out SignatureScheme scheme) =>
        SchemeDetector.TryDetect(headers, query, out scheme);

    public AuthenticationResult Verify(in SignedRequest request)
    {
        var target = new WireTarget(request.RawTarget);
        if (!SchemeDetector.TryDetect(request.Headers, target.Query, out var scheme))
            return Unrecognized(request, target.Query);
        if (SchemeDetector.DialectOf(scheme) == EmulatorDialect.S3 && HasBothMechanisms(request.Headers, target.Query))
            return S3Rejections.OneMechanismOnly();
        return Verify(request, scheme);
    }

    private AuthenticationResult Verify(in SignedRequest request, SignatureScheme scheme)
    {
        var workspace = SignatureWorkspace.OfThisThread;
        try
        {
            workspace.Headers.Load(request.Headers);
            return scheme switch
            {
                SignatureScheme.S3V4Header => s3V4.VerifyHeader(request, workspace),
                SignatureScheme.S3V4Query => s3V4.VerifyQuery(request, workspace),
                SignatureScheme.S3V2Header => s3V2.VerifyHeader(request, workspace),
                SignatureScheme.S3V2Query => s3V2.VerifyQuery(request, workspace),
                SignatureScheme.OssV4Header => ossV4.VerifyHeader(request, workspace),
                SignatureScheme.OssV4Query => ossV4.VerifyQuery(request, workspace),
                SignatureScheme.OssV1Header => ossV1.VerifyHeader(request, workspace),
                SignatureScheme.OssV1Query => ossV1.VerifyQuery(request, workspace),
                SignatureScheme.CosHeader => cos.VerifyHeader(request, workspace),
                _ => cos.VerifyQuery(request, workspace),
            };
        }
        finally
        {
            workspace.Clear();
        }
    }

    private AuthenticationResult Unrecognized(in SignedRequest request, ReadOnlySpan<char> query)
    {
        string authorization = request.Headers.Authorization.ToString();
        if (authorization.Length > 0)
        {
            return request.Dialect switch
            {
                EmulatorDialect.Cos => CosRejections.AccessDenied(),
                EmulatorDialect.Oss => OssRejections.InvalidArgument("Authorization header is invalid."),
                _ => S3Rejections.InvalidArgument("Unsupported Authorization Type", "Authorization", XmlText.Clean(authorization)),
            };
        }

        // Half a set of V1 parameters is an attempt to sign; which vendor was meant only the host tells.
        bool half = !query.IsEmpty && (HasParameter(query, "Signature") || HasParameter(query, "Expires"));
        return (half, request.Dialect) switch
        {
            (true, EmulatorDialect.Oss) => Verify(request, SignatureScheme.OssV1Query),
            (true, EmulatorDialect.S3) when HasParameter(query, "Signature") => Verify(request, SignatureScheme.S3V2Query),
            _ => AuthenticationResult.Anonymous,
        };
    }

    private static bool HasBothMechanisms(IHeaderDictionary headers, ReadOnlySpan<char> query) =>
        headers.Authorization.Count > 0 && SchemeDetector.OfQuery(query) is SignatureScheme.S3V4Query or SignatureScheme.S3V2Query
        && headers.Authorization.ToString().Length > 0;

    private static bool HasParameter(ReadOnlySpan<char> query, string name)
    {
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.StartsWith(name, StringComparison.Ordinal) && pair.Length > name.Length && pair[name.Length] == '=')
                return true;
        }

        return false;
    }
}
