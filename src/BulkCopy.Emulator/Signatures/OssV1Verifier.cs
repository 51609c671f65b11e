namespace BulkCopy.Emulator.Signatures;

/// <summary>OSS signature version 1, in a header and in a URL.</summary>
internal sealed class OssV1Verifier(CredentialGate gate)
{
    private const string Prefix = "x-oss-";

    public AuthenticationResult VerifyHeader(in SignedRequest request, SignatureWorkspace workspace)
    {
        if (!V1StringToSign.TryParseAuthorization(request.Headers.Authorization[0], "OSS".Length, out var accessKey, out var signature))
            return OssRejections.InvalidArgument("Authorization header is invalid.");
        if (gate.FindForOss(accessKey, request.Headers["x-oss-security-token"], out var credential) is { } refused)
            return refused;
        string date = request.Headers["x-oss-date"].ToString();
        if (date.Length == 0)
            date = request.Headers.Date.ToString();
        if (!SignatureDates.TryParse(date, out var time))
            return OssRejections.MissingDate();
        if (SignatureDates.IsSkewed(time, gate.Now))
            return OssRejections.Skewed(time, gate.Now);
        return Verify(request, date, credential, signature, SignatureScheme.OssV1Header, workspace);
    }

    public AuthenticationResult VerifyQuery(in SignedRequest request, SignatureWorkspace workspace)
    {
        workspace.Query.Load(new WireTarget(request.RawTarget).Query, plusIsBlank: true);
        var query = workspace.Query;
        if (query.Find("OSSAccessKeyId"u8) is not { } accessKey || query.Find("Expires"u8) is not { } expires
            || query.Find("Signature"u8) is not { } signature)
            return OssRejections.AccessDenied("Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters");
        if (gate.FindForOss(accessKey, query.Find("security-token"u8), out var credential) is { } refused)
            return refused;
        if (!SignatureDates.TryParseUnix(expires, out var end))
            return OssRejections.AccessDenied("Invalid date (should be seconds since epoch): " + XmlText.Clean(expires));
        if (end < gate.Now)
            return OssRejections.Expired(end, gate.Now);
        // A blank can only be a plus sign that the client forgot to escape: base64 has no blanks.
        return Verify(request, expires, credential, signature.Replace(' ', '+'), SignatureScheme.OssV1Query, workspace);
    }

    private static AuthenticationResult Verify(in SignedRequest request, string dateSlot, EmulatorCredential credential, string signature,
        SignatureScheme scheme, SignatureWorkspace workspace)
    {
        var target = new WireTarget(request.RawTarget);
        if (scheme == SignatureScheme.OssV1Header)
            workspace.Query.Load(target.Query, plusIsBlank: true);
        V1StringToSign.WriteHead(request, dateSlot, Prefix, workspace);
        OssResource.Write(workspace.StringToSign, target.Path, request.VirtualHostBucket);
        workspace.Query.WriteSubResources(workspace.StringToSign, SubResources.Oss);
        if (!V1StringToSign.IsSignedBy(credential.Secret, workspace.StringToSign.Written, signature))
            return OssRejections.Mismatch(credential.AccessKey, XmlText.Clean(signature), workspace.StringToSign.ToXmlText(), canonicalRequest: null);
        return new AuthenticatedRequest { Credential = credential, Scheme = scheme, Dialect = EmulatorDialect.Oss };
    }
}
