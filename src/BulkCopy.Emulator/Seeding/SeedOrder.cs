namespace BulkCopy.Emulator.Seeding;

/// <summary>Objects to be made at once, without a request each. Their content is generated, never stored.</summary>
public sealed record SeedOrder
{
    /// <summary>In which dialect's world.</summary>
    public required EmulatorDialect Dialect { get; init; }

    /// <summary>Made when it does not exist; with a multi-AZ <see cref="StorageClass"/>, as a multi-AZ bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>Region of a bucket that is made; null for the dialect's default.</summary>
    public string? Region { get; init; }

    /// <summary>Account name of the owner; null for the first account.</summary>
    public string? Owner { get; init; }

    /// <summary>Keys are the prefix and a number of nine digits, from <see cref="First"/> on.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Number of the first key.</summary>
    public int First { get; init; }

    /// <summary>How many objects.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Size of each in bytes, up to hundreds of gigabytes.</summary>
    public long Size { get; init; } = 1024;

    /// <summary>Above 64 MiB objects look uploaded in parts of this size (rounded up to a multiple of 64 KiB). Default: 64 MiB.</summary>
    public long PartSize { get; init; } = 64L * 1024 * 1024;

    /// <summary>Whether every key has content of its own. Default: true.</summary>
    public bool IsDistinct { get; init; } = true;

    /// <summary>In the dialect's own spelling; null for the bucket's default.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Stored with each object.</summary>
    public string? ContentType { get; init; }
}
