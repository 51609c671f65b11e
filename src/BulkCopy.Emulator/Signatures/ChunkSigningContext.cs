namespace BulkCopy.Emulator.Signatures;

/// <summary>What the chained signatures of an aws-chunked body start from.</summary>
internal sealed record ChunkSigningContext
{
    public required byte[] SigningKey { get; init; }

    /// <summary>The request's time, yyyyMMddTHHmmssZ.</summary>
    public required string Timestamp { get; init; }

    /// <summary>date/region/service/terminator.</summary>
    public required string Scope { get; init; }

    /// <summary>The request's own signature, lower-case hex.</summary>
    public required string SeedSignature { get; init; }
}
