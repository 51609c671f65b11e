namespace BulkCopy.Emulator.Signatures;

/// <summary>The verdict on who sent a request.</summary>
internal abstract record AuthenticationResult
{
    private protected AuthenticationResult()
    {
    }

    public static AuthenticationResult Anonymous { get; } = new AnonymousRequest();
}

/// <summary>The request carries no signature at all.</summary>
internal sealed record AnonymousRequest : AuthenticationResult;

/// <summary>The signature is right.</summary>
internal sealed record AuthenticatedRequest : AuthenticationResult
{
    public required EmulatorCredential Credential { get; init; }

    public required SignatureScheme Scheme { get; init; }

    public required EmulatorDialect Dialect { get; init; }

    /// <summary>Names of the signed headers as the client listed them (separated by ';'); empty where the scheme has no list.</summary>
    public ReadOnlyMemory<char> SignedHeaders { get; init; }

    public PayloadMode PayloadMode { get; init; }

    /// <summary>Hex SHA-256 the body must have when <see cref="PayloadMode"/> is <see cref="PayloadMode.Sha256"/>.</summary>
    public string? PayloadSha256 { get; init; }

    /// <summary>Set when the chunks of the body are signed.</summary>
    public ChunkSigningContext? Chunks { get; init; }

    public string AccountName => Credential.AccountName;

    public bool IsPresigned => Scheme is SignatureScheme.CosQuery or SignatureScheme.OssV1Query
        or SignatureScheme.OssV4Query or SignatureScheme.S3V2Query or SignatureScheme.S3V4Query;
}

/// <summary>The request is refused with the dialect's own error.</summary>
internal sealed record RejectedRequest : AuthenticationResult
{
    public required EmulatorDialect Dialect { get; init; }

    public required int Status { get; init; }

    public required string Code { get; init; }

    public required string Message { get; init; }

    /// <summary>Further elements of the error document, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];
}
