using System.Text.Json;
using System.Text.Json.Serialization;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Verification;

/// <summary>What a run vouches for: its report and the verified objects in it, as hashes that anybody with the report can compute again.</summary>
public sealed record RunCertificate
{
    /// <summary>The format that this version writes and reads.</summary>
    public const string CurrentFormat = "bulkcopy-certificate/1";

    private static readonly string[] Needed = ["final", "proof", "size"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Names how the hashes are made.</summary>
    public string Format { get; init; } = CurrentFormat;
    /// <summary>The run.</summary>
    public required int RunId { get; init; }
    /// <summary>Name of its job.</summary>
    public required string Name { get; init; }
    /// <summary>What was copied, <c>STORE:BUCKET/PREFIX</c>.</summary>
    public required string Source { get; init; }
    /// <summary>Where to.</summary>
    public required string Destination { get; init; }
    /// <summary>State of the run.</summary>
    public required RunState State { get; init; }
    /// <summary>When work began.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
    /// <summary>When the certificate was made.</summary>
    public required DateTimeOffset IssuedAt { get; init; }
    /// <summary>The columns that a leaf is made of, in order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }
    /// <summary>Lines of the report.</summary>
    public required long Lines { get; init; }
    /// <summary>Lines that speak of verified objects.</summary>
    public required long Verified { get; init; }
    /// <summary>Size of the verified objects, bytes.</summary>
    public required long VerifiedBytes { get; init; }
    /// <summary>Hash over the verified lines, SHA-256 in hexadecimal.</summary>
    public required string VerifiedRoot { get; init; }
    /// <summary>Hash over all lines.</summary>
    public required string ReportRoot { get; init; }
    /// <summary>Lines of a block.</summary>
    public required int BlockLines { get; init; }
    /// <summary>Hash of each block of lines, by which a difference is found; empty in the certificate that stays of a dropped run.</summary>
    public IReadOnlyList<string> Blocks { get; init; } = [];

    /// <summary>As JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads JSON.</summary>
    /// <exception cref="InvalidDataException">It is no certificate, or one of another format.</exception>
    public static RunCertificate Read(string json)
    {
        RunCertificate? read;
        try
        {
            read = JsonSerializer.Deserialize<RunCertificate>(json, Json);
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"This is no certificate of a run: {wrong.Message}", wrong);
        }
        if (read is null || read.Format != CurrentFormat) throw new InvalidDataException($"The certificate has the format '{read?.Format}'; this version reads {CurrentFormat}.");
        if (Impossible(read) is { } why) throw new InvalidDataException($"This is no certificate of a run: {why}.");
        return read;
    }

    private static string? Impossible(RunCertificate read) =>
        read.BlockLines < 1 || (read.BlockLines & (read.BlockLines - 1)) != 0 ? "its blocks do not have a power of two of lines"
        : !Needed.All(read.Columns.Contains) ? "its columns lack final, proof or size"
        : read.Blocks.Concat([read.VerifiedRoot, read.ReportRoot]).Any(hash => hash.Length != 2 * MerkleTree.HashBytes || !hash.All(char.IsAsciiHexDigit)) ? "a hash in it is not 64 hexadecimal digits"
        : null;
}
