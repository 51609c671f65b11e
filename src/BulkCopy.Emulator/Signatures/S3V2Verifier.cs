namespace BulkCopy.Emulator.Signatures;

/// <summary>S3 signature version 2, in a header and in a URL.</summary>
internal sealed class S3V2Verifier(CredentialGate gate)
{
    private const string Prefix = "x-amz-";

    public AuthenticationResult VerifyHeader(in SignedRequest request, SignatureWorkspace workspace)
    {
        if (!V1StringToSign.TryParseAuthorization(request.Headers.Authorization[0], "AWS".Length, out var accessKey, out var signature))
            return S3Rejections.InvalidArgument("AWS authorization header is invalid.  Expected AwsAccessKeyId:signature", "Authorization", "");
        if (gate.FindForS3(accessKey, request.Headers["x-amz-security-token"], out var credential) is { } refused)
            return refused;
        string amzDate = request.Headers["x-amz-date"].ToString();
        string date = amzDate.Length > 0 ? amzDate : request.Headers.Date.ToString();
        if (!SignatureDates.TryParse(date, out var time))
            return S3Rejections.MissingDate();
        if (SignatureDates.IsSkewed(time, gate.Now))
            return S3Rejections.Skewed(XmlText.Clean(date), gate.Now);
        workspace.Query.Load(new WireTarget(request.RawTarget).Query, plusIsBlank: true);
        return Verify(request, amzDate.Length > 0 ? "" : date, credential, signature, SignatureScheme.S3V2Header, workspace);
    }

    public AuthenticationResult VerifyQuery(in SignedRequest request, SignatureWorkspace workspace)
    {
        workspace.Query.Load(new WireTarget(request.RawTarget).Query, plusIsBlank: true);
        var query = workspace.Query;
        if (query.Find("AWSAccessKeyId"u8) is not { } accessKey || query.Find("Expires"u8) is not { } expires
            || query.Find("Signature"u8) is not { } signature)
            return S3Rejections.AccessDenied("Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters");
        string? token = query.Find("x-amz-security-token"u8) ?? request.Headers["x-amz-security-token"];
        if (gate.FindForS3(accessKey, token, out var credential) is { } refused)
            return refused;
        if (!SignatureDates.TryParseUnix(expires, out var end))
            return S3Rejections.AccessDenied("Invalid date (should be seconds since epoch): " + XmlText.Clean(expires));
        if (end < gate.Now)
            return S3Rejections.Expired(end, gate.Now);
        // A blank can only be a plus sign that the client forgot to escape: base64 has no blanks.
        return Verify(request, expires, credential, signature.Replace(' ', '+'), SignatureScheme.S3V2Query, workspace);
    }

    private static AuthenticationResult Verify(in SignedRequest request, string dateSlot, EmulatorCredential credential, string signature,
        SignatureScheme scheme, SignatureWorkspace workspace)
    {
        var writer = workspace.StringToSign;
        V1StringToSign.WriteHead(request, dateSlot, Prefix, workspace);
        if (request.VirtualHostBucket is { } bucket)
        {
            writer.Append((byte)'/');
            writer.Append(bucket);
        }

        // The path enters exactly as on the wire, lower-case escapes included.
        writer.Append(new WireTarget(request.RawTarget).Path);
        workspace.Query.WriteSubResources(writer, SubResources.S3);
        if (!V1StringToSign.IsSignedBy(credential.Secret, writer.Written, signature))
            return S3Rejections.Mismatch(credential.AccessKey, XmlText.Clean(signature), writer.ToXmlText(), canonicalRequest: null);
        return new AuthenticatedRequest { Credential = credential, Scheme = scheme, Dialect = EmulatorDialect.S3 };
    }
}
