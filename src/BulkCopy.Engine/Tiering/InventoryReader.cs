using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using BulkCopy.ObjectStores;
using CsvHelper;

namespace BulkCopy.Engine.Tiering;

/// <summary>Reads an inventory in CSV, plain or gzipped, as the providers write it: keys percent-encoded, columns as their manifest names them.</summary>
public static class InventoryReader
{
    private const int PageObjects = 1000;

    /// <summary>Columns that a simulation needs; others may be there too. The providers' names: Key, Size, StorageClass, and LastModifiedDate or LastModified.</summary>
    public static IReadOnlyList<string> Needed { get; } = ["Key", "Size", "StorageClass"];

    /// <summary>What is wrong with these columns, as a sentence; <c>null</c> if they can be read.</summary>
    public static string? Refusal(IReadOnlyList<string> columns)
    {
        var missing = Needed.Where(name => Find(columns, name) < 0).ToList();
        if (LastModified(columns) < 0) missing.Add("LastModifiedDate");
        return missing.Count == 0 ? null
            : $"The inventory has no column {string.Join(", ", missing)}; it has {string.Join(", ", columns)}. Name its columns in their order, as the inventory's manifest does.";
    }

    /// <summary>Reads pages of objects under a prefix. Delete markers and versions that are not current are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Its columns in their order; inventories have no header.</param>
    /// <param name="prefix">Beginning of the keys.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidDataException">A row cannot be understood; the message names it.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<ListedObject>> ReadAsync(
        string path, IReadOnlyList<string> columns, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        await using Stream plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        await using var csv = CsvReader.Create(plain, new CsvReaderOptions { HasHeader = false, Separator = ',', TrackLineNumbers = true });
        var page = new List<ListedObject>(PageObjects);
        while (await csv.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Read(csv, columns) is { } listed && listed.Key.StartsWith(prefix, StringComparison.Ordinal)) page.Add(listed);
            if (page.Count < PageObjects) continue;
            yield return page;
            page = new List<ListedObject>(PageObjects);
        }
        if (page.Count > 0) yield return page;
    }

    private static ListedObject? Read(CsvReader row, IReadOnlyList<string> columns)
    {
        string? Text(int column) => column >= 0 && column < row.FieldCount ? row.GetString(column) : null;
        if (Text(Find(columns, "IsLatest")) == "false" || Text(Find(columns, "IsDeleteMarker")) == "true") return null;
        if (!long.TryParse(Text(Find(columns, "Size")), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || !DateTimeOffset.TryParse(Text(LastModified(columns)), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var modified)
            || Text(Find(columns, "Key")) is not { Length: > 0 } key)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Line {row.LineNumber} of the inventory has no readable key, size or time: check the order of the columns."));
        var storageClass = Text(Find(columns, "StorageClass"));
        return new ListedObject { Key = Uri.UnescapeDataString(key), Size = size, LastModified = modified, StorageClass = string.IsNullOrEmpty(storageClass) ? null : storageClass };
    }

    private static int LastModified(IReadOnlyList<string> columns) => Math.Max(Find(columns, "LastModifiedDate"), Find(columns, "LastModified"));

    private static int Find(IReadOnlyList<string> columns, string name)
    {
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }
}
