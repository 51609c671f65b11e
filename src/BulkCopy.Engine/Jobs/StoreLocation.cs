namespace BulkCopy.Engine.Jobs;

/// <summary>Where objects are: <c>STORE:BUCKET/PREFIX</c>.</summary>
/// <param name="Store">Name of a configured store.</param>
/// <param name="Bucket">Bucket; in COS with its <c>-APPID</c>.</param>
/// <param name="Prefix">Beginning of the keys; may be empty.</param>
public sealed record StoreLocation(string Store, string Bucket, string Prefix)
{
    /// <summary>Reads <c>STORE:BUCKET[/PREFIX]</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="error">What is wrong with it, as a sentence.</param>
    public static StoreLocation? Parse(string text, out string? error)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            error = $"'{text}' is not a location: expected STORE:BUCKET/PREFIX, for instance cos-beijing:photos-1250000000/2024/.";
            return null;
        }
        var rest = text[(colon + 1)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        if (bucket.Length == 0)
        {
            error = $"'{text}' names no bucket: expected STORE:BUCKET/PREFIX.";
            return null;
        }
        error = null;
        return new StoreLocation(text[..colon], bucket, slash < 0 ? "" : rest[(slash + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Store}:{Bucket}/{Prefix}";
}
