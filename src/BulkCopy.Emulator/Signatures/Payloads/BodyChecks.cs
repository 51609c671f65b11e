using System.Security.Cryptography;

namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>Something the request promised about its body.</summary>
internal interface IBodyCheck : IDisposable
{
    void Append(ReadOnlySpan<byte> data);

    /// <summary>The refusal once the body has ended; null when the promise was kept.</summary>
    RejectedRequest? Complete();
}

/// <summary>The body's hash was signed in <c>x-amz-content-sha256</c>.</summary>
internal sealed class Sha256BodyCheck(string declaredHex) : IBodyCheck
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Append(ReadOnlySpan<byte> data) => hash.AppendData(data);

    public RejectedRequest? Complete()
    {
        string computed = Convert.ToHexStringLower(hash.GetHashAndReset());
        return computed.Equals(declaredHex, StringComparison.OrdinalIgnoreCase) ? null : PayloadRejections.Sha256Mismatch(declaredHex, computed);
    }

    public void Dispose() => hash.Dispose();
}

/// <summary>The body's MD5 was promised in <c>Content-MD5</c>.</summary>
internal sealed class ContentMd5Check(string declaredBase64, EmulatorDialect dialect) : IBodyCheck
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

    /// <summary>Whether the text can be an MD5 at all.</summary>
    public static bool IsValid(string declaredBase64)
    {
        Span<byte> bytes = stackalloc byte[18];
        return declaredBase64.Length == 24 && Convert.TryFromBase64String(declaredBase64, bytes, out int length) && length == MD5.HashSizeInBytes;
    }

    public void Append(ReadOnlySpan<byte> data) => hash.AppendData(data);

    public RejectedRequest? Complete()
    {
        string computed = Convert.ToBase64String(hash.GetHashAndReset());
        return computed == declaredBase64 ? null : PayloadRejections.Md5Mismatch(dialect, declaredBase64, computed);
    }

    public void Dispose() => hash.Dispose();
}

/// <summary>A checksum was promised in an <c>x-amz-checksum-*</c> header.</summary>
internal sealed class ChecksumCheck(PayloadChecksum checksum, string promised) : IBodyCheck
{
    public PayloadChecksum Checksum => checksum;

    public void Append(ReadOnlySpan<byte> data) => checksum.Append(data);

    public RejectedRequest? Complete() => checksum.Check(promised);

    public void Dispose() => checksum.Dispose();
}
