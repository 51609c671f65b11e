using System.Security.Cryptography;
using System.Text;
using BulkCopy.Emulator.Signatures;

namespace BulkCopy.Emulator.PostForms;

/// <summary>Verifies the signature that a form carries over its policy, by each vendor's schemes.</summary>
internal sealed class PostFormVerifier(CredentialGate gate, SigningKeyCache keys)
{
    public FormVerdict<FormAuthentication> Verify(PostForm form, EmulatorDialect dialect) => dialect switch
    {
        EmulatorDialect.Cos => VerifyCos(form),
        EmulatorDialect.Oss => form["x-oss-signature"] is null && form["x-oss-signature-version"] is null ? VerifyOssV1(form) : VerifyOssV4(form),
        _ => form["x-amz-signature"] is null && form["x-amz-algorithm"] is null ? VerifyS3V2(form) : VerifyS3V4(form),
    };

    private FormVerdict<FormAuthentication> VerifyCos(PostForm form)
    {
        if (AllOrNothing(form, EmulatorDialect.Cos, "policy", "q-sign-algorithm", "q-ak", "q-key-time", "q-signature") is not { } complete)
            return FormAuthentication.Anonymous;
        if (complete.Failed(out var refusal, out byte[]? policy))
            return refusal;
        if (form["q-sign-algorithm"] != "sha1")
            return CosRejections.AccessDenied();
        if (gate.FindForCos(form["q-ak"]!, form["x-cos-security-token"], out var credential) is { } refused)
            return refused;
        if (CosKeyTime.Check(form["q-key-time"], gate.Now) is { } outside)
            return outside;
        string stringToSign = Convert.ToHexStringLower(SHA1.HashData(policy));
        var expected = new byte[HMACSHA1.HashSizeInBytes];
        CosVerifier.Sign(credential.Secret, form["q-key-time"]!, Encoding.ASCII.GetBytes(stringToSign), expected);
        return SignatureComparison.IsHexOf(form["q-signature"], expected)
            ? Accept(credential, SignatureScheme.CosPost, policy)
            : CosRejections.Mismatch(stringToSign, formatString: null);
    }

    private FormVerdict<FormAuthentication> VerifyOssV1(PostForm form)
    {
        if (AllOrNothing(form, EmulatorDialect.Oss, "policy", "OSSAccessKeyId", "Signature") is not { } complete)
            return FormAuthentication.Anonymous;
        if (complete.Failed(out var refusal, out byte[]? policy))
            return refusal;
        if (gate.FindForOss(form["OSSAccessKeyId"]!, form["x-oss-security-token"], out var credential) is { } refused)
            return refused;
        return V1StringToSign.IsSignedBy(credential.Secret, PolicyText(form), form["Signature"])
            ? Accept(credential, SignatureScheme.OssV1Post, policy)
            : OssRejections.Mismatch(credential.AccessKey, Clean(form["Signature"]), Clean(form["policy"]), canonicalRequest: null);
    }

    private FormVerdict<FormAuthentication> VerifyS3V2(PostForm form)
    {
        if (AllOrNothing(form, EmulatorDialect.S3, "policy", "AWSAccessKeyId", "signature") is not { } complete)
            return FormAuthentication.Anonymous;
        if (complete.Failed(out var refusal, out byte[]? policy))
            return refusal;
        if (gate.FindForS3(form["AWSAccessKeyId"]!, form["x-amz-security-token"], out var credential) is { } refused)
            return refused;
        return V1StringToSign.IsSignedBy(credential.Secret, PolicyText(form), form["signature"])
            ? Accept(credential, SignatureScheme.S3V2Post, policy)
            : S3Rejections.Mismatch(credential.AccessKey, Clean(form["signature"]), Clean(form["policy"]), canonicalRequest: null);
    }

    private FormVerdict<FormAuthentication> VerifyOssV4(PostForm form)
    {
        if (AllOrNothing(form, EmulatorDialect.Oss, "policy", "x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-signature") is not { } complete)
            return FormAuthentication.Anonymous;
        if (complete.Failed(out var refusal, out byte[]? policy))
            return refusal;
        if (form["x-oss-signature-version"] != "OSS4-HMAC-SHA256"
            || !CredentialScope.TryParse(form["x-oss-credential"], out var scope) || scope.Terminator is not "aliyun_v4_request"
            || !IsDated(form["x-oss-date"]!, scope))
            return OssRejections.InvalidArgument("The x-oss-signature-version, x-oss-credential or x-oss-date field is invalid.");
        if (gate.FindForOss(scope.AccessKey.ToString(), form["x-oss-security-token"], out var credential) is { } refused)
            return refused;
        byte[] key = keys.Oss(credential.Secret, scope.Date, scope.Region, scope.Service);
        return SignatureComparison.IsHexOf(form["x-oss-signature"], HMACSHA256.HashData(key, PolicyText(form)))
            ? Accept(credential, SignatureScheme.OssV4Post, policy)
            : OssRejections.Mismatch(credential.AccessKey, Clean(form["x-oss-signature"]), Clean(form["policy"]), canonicalRequest: null);
    }

    private FormVerdict<FormAuthentication> VerifyS3V4(PostForm form)
    {
        if (AllOrNothing(form, EmulatorDialect.S3, "policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature") is not { } complete)
            return FormAuthentication.Anonymous;
        if (complete.Failed(out var refusal, out byte[]? policy))
            return refusal;
        if (form["x-amz-algorithm"] != "AWS4-HMAC-SHA256")
            return PostRejections.InvalidField(EmulatorDialect.S3, "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
        if (!CredentialScope.TryParse(form["x-amz-credential"], out var scope) || scope.Terminator is not "aws4_request"
            || scope.Service is not "s3" || !IsDated(form["x-amz-date"]!, scope))
            return PostRejections.InvalidField(EmulatorDialect.S3, "The x-amz-credential or x-amz-date field is invalid.");
        if (gate.FindForS3(scope.AccessKey.ToString(), form["x-amz-security-token"], out var credential) is { } refused)
            return refused;
        byte[] key = keys.S3(credential.Secret, scope.Date, scope.Region, scope.Service);
        return SignatureComparison.IsHexOf(form["x-amz-signature"], HMACSHA256.HashData(key, PolicyText(form)))
            ? Accept(credential, SignatureScheme.S3V4Post, policy)
            : S3Rejections.Mismatch(credential.AccessKey, Clean(form["x-amz-signature"]), Clean(form["policy"]), canonicalRequest: null);
    }

    /// <summary>Null when none of the fields is there; the policy when all are; else what to answer to the missing one.</summary>
    private static FormVerdict<byte[]>? AllOrNothing(PostForm form, EmulatorDialect dialect, params ReadOnlySpan<string> names)
    {
        string? missing = null;
        bool any = false;
        foreach (string name in names)
        {
            bool present = !string.IsNullOrEmpty(form[name]);
            any |= present;
            missing ??= present ? null : name;
        }

        if (!any)
            return null;
        if (missing is not null)
            return PostRejections.MissingField(dialect, missing);
        string policy = form["policy"]!;
        var decoded = new byte[policy.Length];
        return Convert.TryFromBase64String(policy, decoded, out int length)
            ? decoded[..length]
            : PostRejections.InvalidPolicy(dialect, "the policy field is not base64.");
    }

    private static bool IsDated(string timestamp, in CredentialScope scope) =>
        SignatureDates.TryParseBasic(timestamp, out _) && scope.Date.Equals(timestamp.AsSpan(0, 8), StringComparison.Ordinal);

    private static byte[] PolicyText(PostForm form) => Encoding.UTF8.GetBytes(form["policy"]!);

    private static string Clean(string? text) => XmlText.Clean(text ?? "");

    private static FormAuthentication Accept(EmulatorCredential credential, SignatureScheme scheme, byte[] policy) => new()
    {
        Sender = new AuthenticatedRequest { Credential = credential, Scheme = scheme, Dialect = SchemeDetector.DialectOf(scheme) },
        Policy = policy,
    };
}
