using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>The chain of signatures of an aws-chunked body: each one signs the one before it.</summary>
internal sealed class ChunkSignatures(ChunkSigningContext context) : IDisposable
{
    private const string EmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string previous = context.SeedSignature;

    public void Append(ReadOnlySpan<byte> data) => hash.AppendData(data);

    /// <summary>Whether the bytes appended since the last chunk have this signature.</summary>
    public bool CompleteChunk(string signature)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Matches($"AWS4-HMAC-SHA256-PAYLOAD\n{context.Timestamp}\n{context.Scope}\n{previous}\n{EmptySha256}\n{Convert.ToHexStringLower(digest)}", signature);
    }

    /// <summary>Whether the trailing headers, as <c>name:value\n</c> lines, have this signature.</summary>
    public bool CompleteTrailer(string trailer, string signature)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(trailer)));
        return Matches($"AWS4-HMAC-SHA256-TRAILER\n{context.Timestamp}\n{context.Scope}\n{previous}\n{digest}", signature);
    }

    public void Dispose() => hash.Dispose();

    private bool Matches(string stringToSign, string signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(context.SigningKey, Encoding.UTF8.GetBytes(stringToSign), expected);
        previous = signature;
        return SignatureComparison.IsHexOf(signature, expected);
    }
}
