using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Jobs;

/// <summary>What becomes of the headers and the user metadata of objects.</summary>
public sealed record MetadataRule
{
    /// <summary>How <see cref="Set"/> is applied.</summary>
    public MetadataMode Mode { get; init; }
    /// <summary>Headers and metadata of the job's own; without meaning for <see cref="MetadataMode.Keep"/>.</summary>
    public ObjectHeaders Set { get; init; } = ObjectHeaders.Empty;

    /// <summary>What the copy of an object with these headers is given.</summary>
    public ObjectHeaders Apply(ObjectHeaders source) => Mode switch
    {
        MetadataMode.Replace => Set,
        MetadataMode.Merge => new ObjectHeaders
        {
            ContentType = Set.ContentType ?? source.ContentType,
            CacheControl = Set.CacheControl ?? source.CacheControl,
            ContentDisposition = Set.ContentDisposition ?? source.ContentDisposition,
            ContentEncoding = Set.ContentEncoding ?? source.ContentEncoding,
            ContentLanguage = Set.ContentLanguage ?? source.ContentLanguage,
            Expires = Set.Expires ?? source.Expires,
            Metadata = [.. source.Metadata.Where(kept => Set.Metadata.All(set => !set.Key.Equals(kept.Key, StringComparison.OrdinalIgnoreCase))), .. Set.Metadata],
        },
        _ => source,
    };
}

/// <summary>How the job's own headers and metadata are applied.</summary>
public enum MetadataMode
{
    /// <summary>The copy has the source's.</summary>
    Keep,
    /// <summary>The copy has the job's and nothing else; without a Content-Type the destination chooses one.</summary>
    Replace,
    /// <summary>The copy has the source's, with the job's put over them one by one.</summary>
    Merge,
}
