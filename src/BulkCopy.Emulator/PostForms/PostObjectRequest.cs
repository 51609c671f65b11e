namespace BulkCopy.Emulator.PostForms;

/// <summary>A form upload as it arrives.</summary>
internal sealed record PostObjectRequest
{
    public required EmulatorDialect Dialect { get; init; }

    public required string Bucket { get; init; }

    public required string? ContentType { get; init; }

    public required Stream Body { get; init; }

    /// <summary>Scheme, host and, in path style, bucket: the object's address without its key, ending in a slash.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The dialect's limit for one upload.</summary>
    public required long MaxLength { get; init; }
}
