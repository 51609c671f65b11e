using BulkCopy.Emulator.Requests;

namespace BulkCopy.Emulator.Observation;

/// <summary>One answered request.</summary>
public sealed record LoggedRequest
{
    /// <summary>When it came in.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Its dialect.</summary>
    public required EmulatorDialect Dialect { get; init; }

    /// <summary>What it asked for.</summary>
    public required Operation Operation { get; init; }

    /// <summary>The bucket; empty for the service.</summary>
    public required string Bucket { get; init; }

    /// <summary>The decoded object key; empty for bucket and service.</summary>
    public required string Key { get; init; }

    /// <summary>The part of UploadPart and UploadPartCopy, else 0.</summary>
    public required int PartNumber { get; init; }

    /// <summary>The status that was sent; 0 when the connection was cut instead.</summary>
    public required int Status { get; init; }

    /// <summary>The error code of a refusal, also of one inside a 200; else empty.</summary>
    public required string Code { get; init; }

    /// <summary>Whether the operation was carried out, whatever the client was told.</summary>
    public required bool TookEffect { get; init; }

    /// <summary>The fault that was applied; empty for none.</summary>
    public string Fault { get; init; } = "";
}
