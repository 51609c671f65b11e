using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.ObjectStores.Signing;

namespace BulkCopy.ObjectStores.PostObjects;

/// <summary>Signs form uploads by one scheme. Safe to share between threads.</summary>
public sealed class PostFormSigner
{
    private const string Filename = "${filename}";
    private readonly SignatureScheme _scheme;
    private readonly V4Scope? _scope;

    /// <summary>Creates the signer.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="region">The region of the V4 scopes; other schemes ignore it.</param>
    public PostFormSigner(SignatureScheme scheme, string region)
    {
        _scheme = scheme;
        _scope = scheme switch
        {
            SignatureScheme.OssV4 => OssV4Signer.NewScope(region, "oss"),
            SignatureScheme.S3V4 => S3V4Signer.NewScope(region, "s3"),
            _ => null,
        };
    }

    /// <summary>
    /// Completes the form: adds the conditions that the scheme demands, the policy and its signature. For S3 a field that no
    /// condition mentions gets one with its value (with the part before <c>${filename}</c>), since S3 refuses it otherwise.
    /// </summary>
    /// <param name="request">The form.</param>
    /// <param name="credentials">The credentials.</param>
    /// <param name="now">The store's time (<see cref="SigningClock.Now"/>).</param>
    /// <exception cref="ArgumentException">The status of success is not 200, 201 or 204, or the policy has expired.</exception>
    public PostForm Sign(PostFormRequest request, StoreCredentials credentials, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(credentials);
        if (request.SuccessActionStatus is not (null or 200 or 201 or 204))
            throw new ArgumentException($"A form upload can succeed with 200, 201 or 204, not {request.SuccessActionStatus}.", nameof(request));
        if (request.Policy.ExpiresAt <= now)
            throw new ArgumentException($"The policy expired at {request.Policy.ExpiresAt:u}; give it a later end.", nameof(request));

        var fields = OwnFields(request);
        var timestamp = SigningTimestamp.Of(now);
        var proof = ProofFields(credentials, timestamp, request.Policy.ExpiresAt);
        var policy = request.Policy.ToUtf8(Demanded(request, fields, proof));
        fields.AddRange(proof.Where(f => IsBeforePolicy(f.Key)));
        fields.Add(new("policy", Convert.ToBase64String(policy)));
        fields.AddRange(proof.Where(f => !IsBeforePolicy(f.Key)));
        fields.Add(new(SignatureField, Signature(credentials, policy, timestamp, request.Policy.ExpiresAt, trace: null)));
        return new PostForm(request.Url, fields);
    }

    internal string Signature(
        StoreCredentials credentials, byte[] policy, SigningTimestamp timestamp, DateTimeOffset expiresAt, SigningTrace? trace)
    {
        var base64 = Convert.ToBase64String(policy);
        trace?.Record("policyBase64", base64);
        if (_scheme == SignatureScheme.CosHeader) return CosSignature(KeyTime(credentials, timestamp, expiresAt), policy, trace);
        trace?.Record("stringToSign", base64);
        if (_scope is null) return V1Text.Sign(credentials.SecretAccessKey, Encoding.ASCII.GetBytes(base64));
        var key = _scope.Key(credentials, timestamp.Date);
        trace?.Record("signingKeyHex", Convert.ToHexStringLower(key));
        Span<byte> signature = stackalloc byte[V4Scope.SignatureLength];
        V4Scope.SignText(key, Encoding.ASCII.GetBytes(base64), signature);
        return Encoding.ASCII.GetString(signature);
    }

    private string SignatureField => _scheme switch
    {
        SignatureScheme.CosHeader => "q-signature",
        SignatureScheme.OssV1 => "Signature",
        SignatureScheme.OssV4 => "x-oss-signature",
        SignatureScheme.S3V2 => "signature",
        _ => "x-amz-signature",
    };

    private string TokenField => _scheme switch
    {
        SignatureScheme.CosHeader => "x-cos-security-token",
        SignatureScheme.OssV1 or SignatureScheme.OssV4 => "x-oss-security-token",
        _ => "x-amz-security-token",
    };

    private bool IsS3 => _scheme is SignatureScheme.S3V2 or SignatureScheme.S3V4;

    private static bool IsBeforePolicy(string field) => field is "OSSAccessKeyId" or "AWSAccessKeyId";

    private static List<KeyValuePair<string, string>> OwnFields(PostFormRequest request)
    {
        List<KeyValuePair<string, string>> fields = [new("key", request.Key), .. request.Fields];
        if (request.SuccessActionRedirect is { } redirect) fields.Add(new("success_action_redirect", redirect));
        if (request.SuccessActionStatus is { } status) fields.Add(new("success_action_status", status.ToString(CultureInfo.InvariantCulture)));
        return fields;
    }

    private List<KeyValuePair<string, string>> ProofFields(StoreCredentials credentials, SigningTimestamp timestamp, DateTimeOffset expiresAt)
    {
        List<KeyValuePair<string, string>> fields = _scheme switch
        {
            SignatureScheme.CosHeader =>
            [
                new("q-sign-algorithm", "sha1"), new("q-ak", credentials.AccessKeyId), new("q-key-time", KeyTime(credentials, timestamp, expiresAt).Window),
            ],
            SignatureScheme.OssV1 => [new("OSSAccessKeyId", credentials.AccessKeyId)],
            SignatureScheme.S3V2 => [new("AWSAccessKeyId", credentials.AccessKeyId)],
            SignatureScheme.OssV4 =>
            [
                new("x-oss-signature-version", _scope!.Algorithm), new("x-oss-credential", Credential(credentials, timestamp)), new("x-oss-date", timestamp.Basic),
            ],
            _ =>
            [
                new("x-amz-algorithm", _scope!.Algorithm), new("x-amz-credential", Credential(credentials, timestamp)), new("x-amz-date", timestamp.Basic),
            ],
        };
        if (credentials.SessionToken is { } token) fields.Add(new(TokenField, token));
        return fields;
    }

    private string Credential(StoreCredentials credentials, SigningTimestamp timestamp) =>
        $"{credentials.AccessKeyId}/{_scope!.ToText(timestamp.Date)}";

    private List<PostCondition> Demanded(
        PostFormRequest request, List<KeyValuePair<string, string>> own, List<KeyValuePair<string, string>> proof)
    {
        List<PostCondition> conditions = [];
        if (IsS3)
        {
            if (!request.Policy.Covers("bucket")) conditions.Add(new(PostConditionForm.Exact, "bucket", request.Bucket));
            conditions.AddRange(own.Where(f => !IsIgnoredByS3(f.Key) && !request.Policy.Covers(f.Key)).Select(Allowing));
        }
        foreach (var (name, value) in proof)
        {
            // The form's q-key-time is called q-sign-time in the policy; a token of COS or OSS V1 needs no condition.
            var field = name == "q-key-time" ? "q-sign-time" : name;
            var isDemanded = !IsBeforePolicy(name) && (name != TokenField || IsS3 || _scheme == SignatureScheme.OssV4);
            if (isDemanded && !request.Policy.Covers(field)) conditions.Add(new(PostConditionForm.Exact, field, value));
        }
        return conditions;
    }

    private static bool IsIgnoredByS3(string field) => field.StartsWith("x-ignore-", StringComparison.OrdinalIgnoreCase);

    private static PostCondition Allowing(KeyValuePair<string, string> field)
    {
        var wildcard = field.Value.IndexOf(Filename, StringComparison.Ordinal);
        return wildcard < 0
            ? new PostCondition(PostConditionForm.Exact, field.Key, field.Value)
            : new PostCondition(PostConditionForm.StartsWith, field.Key, field.Value[..wildcard]);
    }

    private static CosKeyTime KeyTime(StoreCredentials credentials, SigningTimestamp timestamp, DateTimeOffset expiresAt) =>
        CosKeyTime.Derive(credentials.SecretAccessKey, timestamp.UnixSeconds, expiresAt.ToUnixTimeSeconds());

    // COS signs the policy's text, the others its base64.
    private static string CosSignature(CosKeyTime keyTime, byte[] policy, SigningTrace? trace)
    {
        var text = Convert.ToHexStringLower(SHA1.HashData(policy));
        trace?.Record("keyTime", keyTime.Window);
        trace?.Record("signKey", keyTime.SignKey);
        trace?.Record("stringToSign", text);
        return Convert.ToHexStringLower(HMACSHA1.HashData(keyTime.SignKey, Encoding.ASCII.GetBytes(text)));
    }
}
