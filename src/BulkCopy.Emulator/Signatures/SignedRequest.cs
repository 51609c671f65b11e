using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Signatures;

/// <summary>What a signature is verified against.</summary>
internal readonly record struct SignedRequest
{
    public required string Method { get; init; }

    /// <summary>Path and query exactly as on the request line.</summary>
    public required string RawTarget { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The bucket named by the host; null for path style.</summary>
    public string? VirtualHostBucket { get; init; }

    /// <summary>The dialect whose errors are answered when the signature itself does not tell; null for S3.</summary>
    public EmulatorDialect? Dialect { get; init; }
}
