namespace BulkCopy.Emulator.Signatures;

/// <summary>What remains to be verified once the fields of an S3 V4 signature were found.</summary>
internal readonly ref struct S3V4Request
{
    public required SignatureScheme Scheme { get; init; }

    public required CredentialScope Scope { get; init; }

    public required EmulatorCredential Credential { get; init; }

    /// <summary>yyyyMMddTHHmmssZ.</summary>
    public required string Timestamp { get; init; }

    public required ReadOnlyMemory<char> SignedHeaders { get; init; }

    public required ReadOnlySpan<char> Signature { get; init; }

    /// <summary>The last line of the canonical request.</summary>
    public required string PayloadHash { get; init; }
}
