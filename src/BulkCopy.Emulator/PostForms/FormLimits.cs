namespace BulkCopy.Emulator.PostForms;

/// <summary>How much a form may hold in front of its file.</summary>
internal sealed record FormLimits
{
    /// <summary>Names and values together, in bytes.</summary>
    public required int TotalBytes { get; init; }

    public required int NameBytes { get; init; }

    public required int ValueBytes { get; init; }

    public int Fields { get; init; } = 500;

    /// <summary>Bytes of a part's own headers.</summary>
    public int PartHeaderBytes { get; init; } = 16 * 1024;

    public static FormLimits Of(EmulatorDialect dialect) => dialect switch
    {
        // "POST Object": everything in front of the file is at most 20 KB.
        EmulatorDialect.S3 => new FormLimits { TotalBytes = 20 * 1024, NameBytes = 20 * 1024, ValueBytes = 20 * 1024 },
        // "PostObject": a name has at most 8 KB, a value at most 2 MB.
        EmulatorDialect.Oss => new FormLimits { TotalBytes = 8 << 20, NameBytes = 8 * 1024, ValueBytes = 2 << 20 },
        _ => new FormLimits { TotalBytes = 1 << 20, NameBytes = 8 * 1024, ValueBytes = 1 << 20 },
    };
}
