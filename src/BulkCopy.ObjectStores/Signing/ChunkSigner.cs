using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>
/// Signs the chunks of one S3 V4 body, each over the signature before it ("Transferring Payload in Multiple Chunks").
/// Made by <see cref="S3V4Signer.SignChunked"/>; good for one pass over the body.
/// </summary>
public sealed class ChunkSigner
{
    private const string HashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private readonly byte[] _key;
    private readonly string _prefix;
    private string _previous;

    internal ChunkSigner(byte[] key, string timestamp, string scope, string seed)
    {
        _key = key;
        _prefix = $"AWS4-HMAC-SHA256-PAYLOAD\n{timestamp}\n{scope}\n";
        _previous = seed;
    }

    /// <summary>The signature of the next chunk in lower-case hex; an empty chunk ends the body.</summary>
    public string Sign(ReadOnlySpan<byte> chunk)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(chunk, hash);
        var text = new ByteWriter(stackalloc byte[512]);
        text.Write(_prefix);
        text.Write(_previous);
        text.Write((byte)'\n');
        text.Write(HashOfNothing);
        text.Write((byte)'\n');
        text.WriteHex(hash);
        Span<byte> signature = stackalloc byte[V4Scope.SignatureLength];
        V4Scope.SignText(_key, text.Written, signature);
        text.Dispose();
        return _previous = Encoding.ASCII.GetString(signature);
    }
}
