namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>A body ready to be read to its end, where every promise about it is checked.</summary>
internal sealed record OpenedPayload
{
    public required Stream Stream { get; init; }

    /// <summary>Bytes the client promised; null when it did not say.</summary>
    public required long? Length { get; init; }

    /// <summary>The additional checksum; its value is final once the stream has ended.</summary>
    public PayloadChecksum? Checksum { get; init; }
}
