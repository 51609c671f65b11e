using System.Globalization;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>The columns of a manifest: which there are, and what a row's fields mean. Columns that are not known here are passed over.</summary>
public sealed class ManifestColumns
{
    private static readonly string[][] defaults = [["Key"], ["Bucket", "Key"], ["Bucket", "Key", "VersionId"]];

    private readonly int bucket, appId, key, version, size, etag, modified, storageClass, isLatest, isDeleteMarker;
    private readonly string file;
    private readonly PlusMeaning? encoding;

    private ManifestColumns(string file, IReadOnlyList<string> names, PlusMeaning? encoding)
    {
        (this.file, Names, this.encoding) = (file, names, encoding);
        (bucket, appId, key, version, size) = (Find("Bucket"), Find("AppId"), Find("Key"), Find("VersionId"), Find("Size"));
        (etag, storageClass, isLatest, isDeleteMarker) = (Find("ETag"), Find("StorageClass"), Find("IsLatest"), Find("IsDeleteMarker"));
        modified = Find("LastModifiedDate") is >= 0 and var date ? date : Find("LastModified");
    }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Columns of these names.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="names">Their names in their order.</param>
    /// <param name="encoding">What <c>+</c> stands for in percent-encoded keys; <c>null</c>: keys are plain.</param>
    /// <exception cref="ManifestFormatException">There is none called Key, or one twice.</exception>
    public static ManifestColumns Named(string file, IReadOnlyList<string> names, PlusMeaning? encoding)
    {
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ManifestFormatException($"{file} has two columns called {twice.Key}.");
        var columns = new ManifestColumns(file, names, encoding);
        return columns.key >= 0 ? columns : throw new ManifestFormatException($"{file} has no column called Key; it has {string.Join(", ", names)}.");
    }

    /// <summary>Columns of a file by its first row: a header if one of its fields is called Key, otherwise Key, or Bucket and Key, or Bucket, Key and VersionId.</summary>
    public static ManifestColumns OfFirstRow(string file, IReadOnlyList<string> first, PlusMeaning? encoding, out bool isHeader)
    {
        isHeader = first.Contains("Key", StringComparer.OrdinalIgnoreCase);
        if (isHeader) return Named(file, first, encoding);
        return first.Count <= defaults.Length ? Named(file, defaults[first.Count - 1], encoding)
            : throw new ManifestFormatException($"{file} has {first.Count} columns and no header that names one of them Key: name the columns in their order.");
    }

    /// <summary>What a row says.</summary>
    /// <exception cref="ManifestFormatException">It cannot be understood.</exception>
    public ManifestRow Read(long number, IReadOnlyList<string> fields)
    {
        if (fields.Count != Names.Count) throw Malformed(number, $"has {fields.Count} fields where {Names.Count} columns were expected ({string.Join(", ", Names)})");
        return new ManifestRow
        {
            Number = number,
            Bucket = Text(fields, bucket),
            AppId = Text(fields, appId),
            Key = Key(number, fields[key]),
            VersionId = Text(fields, version),
            Size = Size(number, Text(fields, size)),
            ETag = Text(fields, etag)?.Trim('"') is { Length: > 0 } tag ? tag : null,
            LastModified = Time(number, Text(fields, modified)),
            StorageClass = Text(fields, storageClass),
            IsLatest = Truth(number, "IsLatest", Text(fields, isLatest)),
            IsDeleteMarker = Truth(number, "IsDeleteMarker", Text(fields, isDeleteMarker)),
        };
    }

    private string Key(long number, string text)
    {
        if (text.Length == 0) throw Malformed(number, "has no key");
        if (encoding == PlusMeaning.Auto && text.Contains('+', StringComparison.Ordinal))
            throw Malformed(number, $"has the key '{text}', in which + may stand for a space or for itself, which are two objects. Look which of them the source has, and say so by --manifest-plus (manifest.plus): Space or Plus");
        var decoded = encoding is { } plus ? EncodedKeys.Decode(text, plus) ?? throw Malformed(number, $"has the key '{text}', which is not percent-encoded UTF-8") : text;
        return decoded.Contains('\0', StringComparison.Ordinal) ? throw Malformed(number, "has a NUL character in its key, which the ledger cannot hold") : decoded;
    }

    private long? Size(long number, string? text) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes <= ListingSense.MostObjectBytes ? bytes
        : throw Malformed(number, $"has the size '{text}', which is none");

    private DateTimeOffset? Time(long number, string? text) =>
        text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time > DateTimeOffset.UnixEpoch ? time.ToUniversalTime()
        : throw Malformed(number, $"has the time '{text}', which is none");

    private bool? Truth(long number, string name, string? text) =>
        text is null ? null : bool.TryParse(text, out var truth) ? truth : throw Malformed(number, $"has {name} '{text}', which is neither true nor false");

    private static string? Text(IReadOnlyList<string> fields, int column) => column >= 0 && fields[column].Length > 0 ? fields[column] : null;

    private int Find(string name)
    {
        for (var i = 0; i < Names.Count; i++)
            if (Names[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }

    private ManifestFormatException Malformed(long number, string what) => new(string.Create(CultureInfo.InvariantCulture, $"Row {number} of {file} {what}."));
}
