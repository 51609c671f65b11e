namespace BulkCopy.Emulator.Signatures;

/// <summary>What the signature says of the body.</summary>
internal enum PayloadMode
{
    Unsigned,
    Sha256,
    StreamingSigned,
    StreamingSignedTrailer,
    StreamingUnsignedTrailer,
}
