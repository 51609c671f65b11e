using System.Text.Json;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>
/// The index of an inventory as S3, COS and OSS write it, <c>manifest.json</c>: names of columns and files.
/// ("Amazon S3 inventory list", Amazon S3 User Guide; "Inventory Overview", Tencent COS; "Bucket inventory", Alibaba OSS.)
/// </summary>
public sealed record InventoryIndex
{
    /// <summary>Largest index, bytes: a file of it names about a million objects, and takes 200 bytes here.</summary>
    public const int LargestBytes = 16 << 20;

    /// <summary>Columns of all files, in their order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }
    /// <summary>The files.</summary>
    public required IReadOnlyList<InventoryFile> Files { get; init; }
    /// <summary>What its writer means by <c>+</c> in keys: a space in inventories of S3, which are known by their version; of others it is not known.</summary>
    public PlusMeaning Plus { get; init; }

    /// <summary>Reads an index.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="json">The document.</param>
    /// <exception cref="ManifestFormatException">It is none, or of files that are no CSV.</exception>
    public static InventoryIndex Parse(string name, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json);
            return Read(name, document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ManifestFormatException($"{name} is no index of an inventory ({broken.Message}): name the inventory's manifest.json, or say that the manifest is CSV.");
        }
    }

    /// <summary>Reads an index in whole.</summary>
    /// <exception cref="ManifestFormatException">It is none.</exception>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="checksum">What lies beside it as its checksum; <c>null</c>: nothing.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<InventoryIndex> ReadAsync(string name, ManifestBytes bytes, ManifestBytes? checksum, CancellationToken cancellationToken)
    {
        await bytes.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (bytes.Length > LargestBytes) throw new ManifestFormatException($"{name} has {bytes.Length} bytes, and an inventory's index has at most {LargestBytes}: say that the manifest is CSV if it is.");
        var json = new byte[bytes.Length];
        if (json.Length > 0) await bytes.ReadAsync(0, json, cancellationToken).ConfigureAwait(false);
        if (checksum is not null) await InventoryChecksum.CompareAsync(name, json, checksum, cancellationToken).ConfigureAwait(false);
        return Parse(name, json);
    }

    /// <summary>The files as parts of a run whose index is an object: they lie in the same bucket.</summary>
    /// <param name="index">Where the index is.</param>
    /// <param name="plus">What was said about <c>+</c> in keys.</param>
    public IEnumerable<ManifestPart> PartsBeside(StoreLocation index, PlusMeaning plus) => Files.Select(file => Part(file, plus) with { At = index with { Prefix = file.Key }, Name = (index with { Prefix = file.Key }).ToString() });

    /// <summary>A file as a part of a run.</summary>
    /// <param name="file">The file.</param>
    /// <param name="plus">What was said about <c>+</c> in keys.</param>
    public ManifestPart Part(InventoryFile file, PlusMeaning plus) =>
        new() { Kind = ManifestPartKind.File, Name = file.Key, Columns = Columns, UrlEncoded = true, Plus = plus == PlusMeaning.Auto ? Plus : plus, Md5 = file.Md5 };

    private static InventoryIndex Read(string name, JsonElement root)
    {
        var format = root.GetProperty("fileFormat").GetString();
        if (!"CSV".Equals(format, StringComparison.OrdinalIgnoreCase))
            throw BinaryInventory.Refusal(name, format);
        var columns = root.GetProperty("fileSchema").GetString()!.Split(',', StringSplitOptions.TrimEntries);
        ManifestColumns.Named(name, columns, PlusMeaning.Plus);
        var files = root.GetProperty("files").EnumerateArray().Select(file => new InventoryFile(
            file.GetProperty("key").GetString() is { Length: > 0 } key ? key : throw new ManifestFormatException($"{name} names a file without a key."),
            Md5(name, file))).ToList();
        if (files.GroupBy(file => file.Key).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new ManifestFormatException($"{name} names the file {twice.Key} twice.");
        return new InventoryIndex { Columns = columns, Files = files, Plus = IsOfS3(root) ? PlusMeaning.Space : PlusMeaning.Auto };
    }

    private static bool IsOfS3(JsonElement root) => root.TryGetProperty("version", out var version) && version is { ValueKind: JsonValueKind.String } && version.GetString() == "2016-11-30";

    private static string? Md5(string name, JsonElement file)
    {
        foreach (var property in file.EnumerateObject())
            if (property.Name.Equals("MD5checksum", StringComparison.OrdinalIgnoreCase))
                return property.Value.GetString() is { Length: 32 } md5 && md5.All(char.IsAsciiHexDigit) ? md5.ToLowerInvariant()
                    : throw new ManifestFormatException($"{name} has '{property.Value}' where the MD5 of a file should stand.");
        return null;
    }
}

/// <summary>A file of an inventory.</summary>
/// <param name="Key">Its key in the bucket that the inventory was written to.</param>
/// <param name="Md5">MD5 of its bytes in hexadecimal, if the index tells.</param>
public sealed record InventoryFile(string Key, string? Md5);
