using System.Runtime.CompilerServices;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>Reads the objects of an inventory for a simulation.</summary>
public static class InventoryReader
{
    /// <summary>Columns that a simulation needs; others may be there too.</summary>
    private static readonly string[] needed = ["Key", "Size", "StorageClass"];

    /// <summary>What is wrong with these columns, as a sentence; <c>null</c> if they can be read.</summary>
    public static string? Refusal(IReadOnlyList<string> columns)
    {
        var missing = needed.Where(name => !columns.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (!columns.Any(name => name.ToUpperInvariant() is "LASTMODIFIEDDATE" or "LASTMODIFIED")) missing.Add("LastModifiedDate");
        return missing.Count == 0 ? null
            : $"The inventory has no column {string.Join(", ", missing)}; it has {string.Join(", ", columns)}. Name its columns in their order, as the inventory's manifest does.";
    }

    /// <summary>Reads pages of objects under a prefix. Delete markers and versions that are not current are left out.</summary>
    /// <param name="files">The inventory.</param>
    /// <param name="prefix">Beginning of the keys.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ManifestFormatException">It has not the columns, or a row cannot be understood.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<ListedObject>> ReadAsync(
        IReadOnlyList<ManifestContent> files, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            if (Refusal(file.Part.Columns) is { } refusal) throw new ManifestFormatException(refusal);
            await foreach (var rows in file.ReadAsync(cancellationToken).ConfigureAwait(false))
                yield return [.. rows.Where(row => row.IsLatest != false && row.IsDeleteMarker != true && row.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(row => Listed(file.Part.Name, row))];
        }
    }

    private static ListedObject Listed(string file, ManifestRow row) => row is { Size: { } size, LastModified: { } modified }
        ? new ListedObject { Key = row.Key, Size = size, LastModified = modified, StorageClass = row.StorageClass }
        : throw new ManifestFormatException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Row {row.Number} of {file} tells no size or no time: check the order of the columns."));
}
