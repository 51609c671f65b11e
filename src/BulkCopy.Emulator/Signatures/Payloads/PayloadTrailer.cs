using System.Text;

namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>The headers behind the last chunk, bounded in number and size.</summary>
internal sealed class PayloadTrailer
{
    private const int MaxLines = 16;
    private const int MaxLineLength = 1024;
    private const string SignatureHeader = "x-amz-trailer-signature";

    private readonly StringBuilder signedText = new();
    private readonly List<KeyValuePair<string, string>> headers = [];

    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    public string? Signature { get; private set; }

    /// <summary>What the trailer's signature covers.</summary>
    public string SignedText => signedText.ToString();

    /// <summary>Reads to the empty line that ends the trailer, or to the end of the body; null when malformed.</summary>
    public static async ValueTask<PayloadTrailer?> ReadAsync(ChunkSource source, CancellationToken cancellationToken)
    {
        var trailer = new PayloadTrailer();
        for (int i = 0; i <= MaxLines; i++)
        {
            string? line = await source.ReadLineAsync(MaxLineLength, cancellationToken);
            if (string.IsNullOrEmpty(line))
                return line is null && i == 0 ? null : trailer;
            if (!trailer.TryAdd(line))
                return null;
        }

        return null;
    }

    private bool TryAdd(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            return false;
        string name = line[..colon].Trim().ToLowerInvariant();
        string value = line[(colon + 1)..].Trim();
        if (name == SignatureHeader)
        {
            Signature = value;
            return true;
        }

        // The signature comes last; nothing behind it would be covered.
        if (Signature is not null)
            return false;
        headers.Add(new(name, value));
        signedText.Append(name).Append(':').Append(value).Append('\n');
        return true;
    }
}
