using BulkCopy.Emulator.Signatures.Payloads;

namespace BulkCopy.Emulator.Requests;

/// <summary>The body as the client means it: transfer and aws-chunked framing taken off, its promised hash checked at the end.</summary>
internal sealed class IncomingBody
{
    public required Stream Stream { get; init; }

    /// <summary>Bytes the client promised; null when it did not say.</summary>
    public required long? Length { get; init; }

    /// <summary>The S3 checksum that came with it; final once the stream has been read to its end.</summary>
    public PayloadChecksum? Checksum { get; init; }
}
