namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>How an aws-chunked body is framed.</summary>
internal sealed record AwsChunkedOptions
{
    /// <summary><c>x-amz-decoded-content-length</c>.</summary>
    public required long DecodedLength { get; init; }

    /// <summary>Null when the chunks are not signed.</summary>
    public ChunkSigningContext? Signing { get; init; }

    public bool HasTrailer { get; init; }

    /// <summary>The checksum that <c>x-amz-trailer</c> announces.</summary>
    public PayloadChecksum? TrailingChecksum { get; init; }
}
