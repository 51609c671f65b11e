using System.Globalization;

namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>
/// Takes the aws-chunked framing off a body. Data is handed over before its chunk's signature is known: what was read
/// counts only once the stream has ended. Throws <see cref="PayloadException"/>.
/// </summary>
internal sealed class AwsChunkedStream(Stream body, AwsChunkedOptions options) : ReadOnlyStream
{
    private const int MaxHeaderLength = 1024;
    private const string SignatureParameter = "chunk-signature=";

    private readonly ChunkSource source = new(body);
    private readonly ChunkSignatures? signatures = options.Signing is null ? null : new ChunkSignatures(options.Signing);
    private string chunkSignature = "";
    private bool insideChunk;
    private bool ended;
    private long remaining;
    private long total;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (ended || buffer.IsEmpty)
            return 0;
        if (remaining == 0 && !await NextChunkAsync(cancellationToken))
            return 0;
        int wanted = (int)Math.Min(buffer.Length, remaining);
        int read = await source.ReadDataAsync(buffer[..wanted], cancellationToken);
        if (read == 0)
            throw new PayloadException(PayloadRejections.Incomplete());
        remaining -= read;
        signatures?.Append(buffer.Span[..read]);
        options.TrailingChecksum?.Append(buffer.Span[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        signatures?.Dispose();
        options.TrailingChecksum?.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<bool> NextChunkAsync(CancellationToken cancellationToken)
    {
        if (insideChunk)
            await EndChunkAsync(cancellationToken);
        await ReadChunkHeaderAsync(cancellationToken);
        insideChunk = true;
        total += remaining;
        if (total > options.DecodedLength)
            throw new PayloadException(PayloadRejections.Incomplete());
        if (remaining > 0)
            return true;
        await FinishAsync(cancellationToken);
        return false;
    }

    private async ValueTask EndChunkAsync(CancellationToken cancellationToken)
    {
        if (await source.ReadLineAsync(1, cancellationToken) is not "")
            throw new PayloadException(PayloadRejections.MalformedChunk());
        VerifyChunk();
    }

    private async ValueTask ReadChunkHeaderAsync(CancellationToken cancellationToken)
    {
        string line = await source.ReadLineAsync(MaxHeaderLength, cancellationToken)
            ?? throw new PayloadException(PayloadRejections.Incomplete());
        int semicolon = line.IndexOf(';', StringComparison.Ordinal);
        var size = line.AsSpan(0, semicolon < 0 ? line.Length : semicolon);
        if (size.Length > 15 || !long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out remaining))
            throw new PayloadException(PayloadRejections.MalformedChunk());
        if (signatures is null)
            return;
        string extension = semicolon < 0 ? "" : line[(semicolon + 1)..];
        if (!extension.StartsWith(SignatureParameter, StringComparison.Ordinal))
            throw new PayloadException(PayloadRejections.MalformedChunk());
        chunkSignature = extension[SignatureParameter.Length..];
    }

    private async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        ended = true;
        VerifyChunk();
        if (total != options.DecodedLength)
            throw new PayloadException(PayloadRejections.Incomplete());
        if (options.HasTrailer)
            await ReadTrailerAsync(cancellationToken);
        else if (await source.ReadLineAsync(1, cancellationToken) is not "")
            throw new PayloadException(PayloadRejections.MalformedChunk());
        // Whatever stands behind the end was covered by no signature.
        if (await source.ReadDataAsync(new byte[1], cancellationToken) > 0)
            throw new PayloadException(PayloadRejections.MalformedChunk());
    }

    private async ValueTask ReadTrailerAsync(CancellationToken cancellationToken)
    {
        var trailer = await PayloadTrailer.ReadAsync(source, cancellationToken)
            ?? throw new PayloadException(PayloadRejections.MalformedTrailer());
        if (signatures is not null && (trailer.Signature is null || !signatures.CompleteTrailer(trailer.SignedText, trailer.Signature)))
            throw new PayloadException(PayloadRejections.ChunkSignatureMismatch());
        foreach (var (name, value) in trailer.Headers)
        {
            if (name != options.TrailingChecksum?.HeaderName)
                throw new PayloadException(PayloadRejections.MalformedTrailer());
            if (options.TrailingChecksum.Check(value) is { } broken)
                throw new PayloadException(broken);
        }

        if (options.TrailingChecksum is not null && trailer.Headers.Count == 0)
            throw new PayloadException(PayloadRejections.MalformedTrailer());
    }

    private void VerifyChunk()
    {
        if (signatures is not null && !signatures.CompleteChunk(chunkSignature))
            throw new PayloadException(PayloadRejections.ChunkSignatureMismatch());
    }
}
