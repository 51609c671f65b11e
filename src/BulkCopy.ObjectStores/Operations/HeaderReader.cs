using System.Globalization;
using BulkCopy.ObjectStores.Dialects;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Reads what answers have in common from the dialect's spelling.</summary>
internal sealed class HeaderReader(Dialect dialect)
{
    private readonly WireHeaders names = dialect.Wire.Headers;

    public string? RequestId(StoreResponse response) => response.Header(names.RequestId);

    public string? VersionId(StoreResponse response) => NotEmpty(response.Header(names.VersionId));

    public string? SourceVersionId(StoreResponse response) => NotEmpty(response.Header(names.SourceVersionId));

    public ulong? Crc64(StoreResponse response) => dialect.HasCrc64 ? StoreText.Crc(response.Header(names.Crc64)) : null;

    public bool DeleteMarker(StoreResponse response) => response.Header(names.DeleteMarker) == "true";

    /// <summary>Encryption that the store confirms.</summary>
    public ServerSideEncryption? Encryption(StoreResponse response)
    {
        if (response.Header(names.CustomerAlgorithm) is not null) return new ServerSideEncryption { Mode = EncryptionMode.Customer };
        var algorithm = response.Header(names.Encryption);
        if (string.IsNullOrEmpty(algorithm)) return null;
        var isKms = algorithm.Contains("kms", StringComparison.OrdinalIgnoreCase);
        var data = dialect.Wire.KmsDataEncryption is null ? null : response.Header(dialect.Wire.KmsDataEncryption);
        return new ServerSideEncryption
        {
            Mode = isKms ? EncryptionMode.Kms : EncryptionMode.StoreManaged,
            Algorithm = data ?? (isKms ? (algorithm == dialect.Wire.KmsAlgorithm ? null : algorithm) : algorithm == "AES256" ? null : algorithm),
            KmsKeyId = NotEmpty(response.Header(names.EncryptionKeyId)),
        };
    }

    /// <summary>S3 checksums, if they were asked for.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Checksums(StoreResponse response)
    {
        if (!dialect.Wire.HasChecksumMode) return [];
        List<KeyValuePair<string, string>>? found = null;
        foreach (var (name, values) in response.Headers())
            if (name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase) && !name.EndsWith("-type", StringComparison.OrdinalIgnoreCase))
                (found ??= []).Add(new(name["x-amz-checksum-".Length..].ToLowerInvariant(), values.ToString()));
        return found is null ? [] : found;
    }

    /// <summary>Everything about an object; false without size or ETag.</summary>
    public bool TryObject(StoreResponse response, out ObjectProperties properties)
    {
        properties = null!;
        var length = response.Message.Content.Headers.ContentLength;
        var etag = StoreText.ETag(response.Header("ETag"));
        var hasRange = TryRange(response.Header("Content-Range"), out var range, out var total);
        if (etag is null || (length is null && !hasRange) || (response.Status == 206 && !hasRange)) return false;
        properties = new ObjectProperties
        {
            Size = hasRange ? total : length!.Value,
            ETag = etag,
            LastModified = StoreText.Date(response.Header("Last-Modified")) ?? default,
            AnsweredAt = StoreText.Date(response.Header("Date")),
            VersionId = VersionId(response),
            Crc64 = Crc64(response),
            Checksums = Checksums(response),
            StorageClass = NotEmpty(response.Header(names.StorageClass)) ?? dialect.DefaultStorageClass,
            Headers = Stored(response),
            Encryption = Encryption(response),
            CustomerKeyMd5 = response.Header(names.CustomerKeyMd5),
            Restore = Restore(response.Header(names.Restore)),
            TagCount = StoreText.Int(response.Header(names.TaggingCount)),
            PartCount = StoreText.Int(response.Header("x-amz-mp-parts-count")),
            ObjectType = NotEmpty(response.Header(names.ObjectType)),
            NextAppendPosition = StoreText.Long(response.Header(names.NextAppendPosition)),
            Range = hasRange ? range : null,
        };
        return true;
    }

    private ObjectHeaders Stored(StoreResponse response)
    {
        List<KeyValuePair<string, string>>? metadata = null;
        foreach (var (name, values) in response.Headers())
            if (name.StartsWith(names.MetaPrefix, StringComparison.OrdinalIgnoreCase))
                (metadata ??= []).Add(new(name[names.MetaPrefix.Length..], values.ToString()));
        return new ObjectHeaders
        {
            ContentType = response.Header("Content-Type"),
            CacheControl = response.Header("Cache-Control"),
            ContentDisposition = response.Header("Content-Disposition"),
            ContentEncoding = response.Header("Content-Encoding"),
            ContentLanguage = response.Header("Content-Language"),
            Expires = response.Header("Expires"),
            Metadata = metadata is null ? [] : metadata,
        };
    }

    /// <summary><c>ongoing-request="false", expiry-date="Mon, 13 Apr 2020 16:00:00 GMT"</c>.</summary>
    private static RestoreState? Restore(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        const string expiry = "expiry-date=\"";
        var at = text.IndexOf(expiry, StringComparison.OrdinalIgnoreCase);
        var date = at < 0 ? "" : text[(at + expiry.Length)..].Split('"')[0];
        return new RestoreState(text.Contains("ongoing-request=\"true\"", StringComparison.OrdinalIgnoreCase), StoreText.Date(date));
    }

    /// <summary><c>bytes 0-9/44</c>.</summary>
    private static bool TryRange(string? text, out ByteRange range, out long total)
    {
        range = default;
        total = 0;
        if (text is null || !text.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase)) return false;
        Span<Range> parts = stackalloc Range[4];
        var bounds = text.AsSpan(6);
        if (bounds.SplitAny(parts, "-/") != 3) return false;
        if (!long.TryParse(bounds[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var first)) return false;
        if (!long.TryParse(bounds[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var last)) return false;
        if (!long.TryParse(bounds[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out total)) return false;
        range = new ByteRange(first, last);
        return first <= last && last < total;
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
