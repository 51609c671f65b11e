using System.Security.Cryptography;

namespace BulkCopy.Emulator.Signatures;

/// <summary>Algorithm, time, scope and the hash of the canonical request: the same four lines for S3 and OSS.</summary>
internal static class V4StringToSign
{
    public static void Write(SignatureWorkspace workspace, string algorithm, string timestamp, ReadOnlySpan<char> scope)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(workspace.Canonical.Written, hash);
        var writer = workspace.StringToSign;
        writer.Append(algorithm);
        writer.Append((byte)'\n');
        writer.Append(timestamp);
        writer.Append((byte)'\n');
        writer.Append(scope);
        writer.Append((byte)'\n');
        writer.AppendHex(hash);
    }
}
