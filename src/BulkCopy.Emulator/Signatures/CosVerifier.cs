using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Emulator.Signatures;

/// <summary>COS "Request Signature": HttpString over the decoded path and the parameters and headers the client chose.</summary>
internal sealed class CosVerifier(CredentialGate gate)
{
    public AuthenticationResult VerifyHeader(in SignedRequest request, SignatureWorkspace workspace)
    {
        var target = new WireTarget(request.RawTarget);
        workspace.Query.Load(target.Query, plusIsBlank: false);
        var fields = CosAuthorization.Parse(request.Headers.Authorization[0]);
        string? token = request.Headers["x-cos-security-token"];
        return Verify(request, target.Path, fields, token, SignatureScheme.CosHeader, workspace);
    }

    public AuthenticationResult VerifyQuery(in SignedRequest request, SignatureWorkspace workspace)
    {
        var target = new WireTarget(request.RawTarget);
        workspace.Query.Load(target.Query, plusIsBlank: false);
        var fields = CosAuthorization.FromQuery(workspace.Query);
        string? token = workspace.Query.Find("x-cos-security-token"u8) ?? request.Headers["x-cos-security-token"];
        return Verify(request, target.Path, fields, token, SignatureScheme.CosQuery, workspace);
    }

    /// <summary>The HMAC whose key is the hex text of HMAC(secret, KeyTime).</summary>
    public static void Sign(string secret, string keyTime, ReadOnlySpan<byte> stringToSign, Span<byte> signature)
    {
        Span<byte> signKey = stackalloc byte[HMACSHA1.HashSizeInBytes];
        Span<byte> signKeyHex = stackalloc byte[HMACSHA1.HashSizeInBytes * 2];
        HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(keyTime), signKey);
        Convert.TryToHexStringLower(signKey, signKeyHex, out _);
        HMACSHA1.HashData(signKeyHex, stringToSign, signature);
    }

    /// <summary>Writes HttpString into the workspace; false when a listed header or parameter is not there.</summary>
    public static bool TryWriteHttpString(string method, ReadOnlySpan<char> path, string headerList, string parameterList, SignatureWorkspace workspace)
    {
        var writer = workspace.Canonical;
        writer.AppendLower(method);
        writer.Append((byte)'\n');
        writer.AppendDecoded(path);
        writer.Append((byte)'\n');
        bool complete = WriteParameters(parameterList, workspace);
        writer.Append((byte)'\n');
        complete &= WriteHeaders(headerList, workspace);
        writer.Append((byte)'\n');
        return complete;
    }

    private AuthenticationResult Verify(in SignedRequest request, ReadOnlySpan<char> path, CosAuthorization fields, string? token,
        SignatureScheme scheme, SignatureWorkspace workspace)
    {
        if (!fields.IsComplete)
            return CosRejections.AccessDenied();
        if (gate.FindForCos(fields.AccessKey!, token, out var credential) is { } refused)
            return refused;
        if ((CosKeyTime.Check(fields.KeyTime, gate.Now) ?? CosKeyTime.Check(fields.SignTime, gate.Now)) is { } outside)
            return outside;

        bool complete = TryWriteHttpString(request.Method, path, fields.HeaderList!, fields.ParameterList!, workspace);
        WriteStringToSign(fields.SignTime!, workspace);
        Span<byte> expected = stackalloc byte[HMACSHA1.HashSizeInBytes];
        Sign(credential.Secret, fields.KeyTime!, workspace.StringToSign.Written, expected);
        if (!SignatureComparison.IsHexOf(fields.Signature, expected) || !complete)
            return CosRejections.Mismatch(workspace.StringToSign.ToXmlText(), workspace.Canonical.ToXmlText());
        return new AuthenticatedRequest
        {
            Credential = credential,
            Scheme = scheme,
            Dialect = EmulatorDialect.Cos,
            SignedHeaders = fields.HeaderList.AsMemory(),
        };
    }

    private static void WriteStringToSign(string signTime, SignatureWorkspace workspace)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(workspace.Canonical.Written, hash);
        var writer = workspace.StringToSign;
        writer.Append("sha1\n"u8);
        writer.Append(signTime);
        writer.Append((byte)'\n');
        writer.AppendHex(hash);
        writer.Append((byte)'\n');
    }

    private static bool WriteParameters(string list, SignatureWorkspace workspace)
    {
        bool complete = true;
        bool first = true;
        foreach (var range in list.AsSpan().Split(';'))
        {
            var name = list.AsSpan()[range];
            if (name.IsEmpty)
                continue;
            StartPair(workspace, name, ref first, out var lowerName);
            complete &= workspace.Query.TryWriteEncodedValue(lowerName, workspace.Canonical);
        }

        return complete;
    }

    private static bool WriteHeaders(string list, SignatureWorkspace workspace)
    {
        bool complete = true;
        bool first = true;
        foreach (var range in list.AsSpan().Split(';'))
        {
            var name = list.AsSpan()[range];
            if (name.IsEmpty)
                continue;
            StartPair(workspace, name, ref first, out _);
            bool present = workspace.Headers.TryMarkSigned(name, out var values);
            complete &= present;
            if (!present)
                continue;
            workspace.Scratch.Clear();
            workspace.Scratch.Append(values.ToString().AsSpan().Trim());
            workspace.Canonical.AppendEncoded(workspace.Scratch.Written);
        }

        return complete;
    }

    private static void StartPair(SignatureWorkspace workspace, ReadOnlySpan<char> name, ref bool first, out ReadOnlySpan<byte> lowerName)
    {
        var writer = workspace.Canonical;
        if (!first)
            writer.Append((byte)'&');
        first = false;
        workspace.Scratch.Clear();
        workspace.Scratch.AppendLower(name);
        lowerName = workspace.Scratch.Written;
        writer.Append(lowerName);
        writer.Append((byte)'=');
    }
}
