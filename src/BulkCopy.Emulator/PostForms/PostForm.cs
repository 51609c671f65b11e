namespace BulkCopy.Emulator.PostForms;

/// <summary>A form read up to its file.</summary>
internal sealed record PostForm
{
    /// <summary>The fields in front of the file; names ignore case.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    /// <summary>The name the file has at the sender, without its path; empty when it has none.</summary>
    public required string FileName { get; init; }

    /// <summary>The type that the file's own part declares.</summary>
    public required string? FileContentType { get; init; }

    /// <summary>The file's bytes, still on the wire.</summary>
    public required Stream File { get; init; }

    public string? this[string name] => Fields.GetValueOrDefault(name);
}
