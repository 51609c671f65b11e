using System.Globalization;
using System.Text;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>What a dialect refuses is refused before it is sent. Each check gives <c>null</c>, or the limit that is broken.</summary>
internal sealed class RequestLimits(Dialect dialect, StoreLimits limits)
{
    public static string? Bucket(string? bucket)
    {
        if (string.IsNullOrEmpty(bucket) || bucket.Length > 255) return "a bucket name has 1 to 255 characters";
        foreach (var c in bucket)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_')) return $"a bucket name has no '{c}'";
        return null;
    }

    public string? Object(string bucket, string key) => Bucket(bucket) ?? Key(key);

    public string? Key(string key)
    {
        if (string.IsNullOrEmpty(key)) return "an object key is not empty";
        if (key.Length * 3 <= limits.KeyBytes) return null;
        var bytes = Encoding.UTF8.GetByteCount(key);
        return bytes <= limits.KeyBytes ? null : Text($"a key of {dialect.Name} has at most {limits.KeyBytes} bytes, this one has {bytes}");
    }

    public string? Headers(ObjectHeaders headers)
    {
        var bytes = 0;
        foreach (var (name, value) in headers.Metadata)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(tokenCharacters)) return $"the metadata name '{name}' cannot be sent in a header";
            if (name.AsSpan().ContainsAny(dialect.Wire.ForbiddenInMetaNames)) return $"a metadata name of {dialect.Name} has none of '{dialect.Wire.ForbiddenInMetaNames}': '{name}'";
            if (!IsSendable(value)) return $"the metadata value of '{name}' has control characters";
            bytes += name.Length + Encoding.UTF8.GetByteCount(value);
        }
        if (bytes > limits.MetadataBytes) return Text($"user metadata of {dialect.Name} has at most {limits.MetadataBytes} bytes, this has {bytes}");
        return IsSendable(headers.ContentType) && IsSendable(headers.CacheControl) && IsSendable(headers.ContentDisposition)
            && IsSendable(headers.ContentEncoding) && IsSendable(headers.ContentLanguage) && IsSendable(headers.Expires)
            ? null : "a header has control characters";
    }

    public string? Tags(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (tags.Count == 0) return null;
        if (!dialect.HasTags) return $"{dialect.Name} has no tags";
        var wire = dialect.Wire;
        if (tags.Count > wire.MaxTags) return Text($"an object of {dialect.Name} has at most {wire.MaxTags} tags, these are {tags.Count}");
        foreach (var (name, value) in tags)
        {
            if (name.Length == 0 || name.Length > wire.TagKeyLength) return Text($"the name of a tag has 1 to {wire.TagKeyLength} characters: '{name}'");
            if (value.Length > wire.TagValueLength) return Text($"the value of a tag has at most {wire.TagValueLength} characters: '{name}'");
        }
        return tags.Select(tag => tag.Key).Distinct(StringComparer.Ordinal).Count() == tags.Count ? null : "a tag is named twice";
    }

    public string? Encryption(ServerSideEncryption? encryption) =>
        encryption is null ? null
        : encryption.Mode == EncryptionMode.Customer && encryption.CustomerKey is null ? "encryption with a customer's key needs the key"
        : CustomerKey(encryption.CustomerKey);

    public string? CustomerKey(CustomerKey? key) => key is null || dialect.HasCustomerKeys ? null : $"{dialect.Name} has no encryption with customers' keys";

    public string? Acl(AccessControl? acl) =>
        acl is null ? null
        : acl.Grants.Count > 0 && !dialect.Wire.HasGrants ? $"{dialect.Name} has no grants"
        : IsSendable(acl.Canned) && acl.Grants.All(grant => IsSendable(grant.Value) && !grant.Key.AsSpan().ContainsAnyExcept(tokenCharacters)) ? null : "the ACL cannot be sent in a header";

    public string? Part(int number, long? bytes)
    {
        if (number < 1 || number > limits.MaxParts) return Text($"part numbers of {dialect.Name} are 1 to {limits.MaxParts}, not {number}");
        return bytes is null || (bytes > 0 && bytes <= limits.MaxPartBytes) ? null : Text($"a part of {dialect.Name} has 1 to {limits.MaxPartBytes} bytes, not {bytes}");
    }

    public string? Parts(IReadOnlyList<CompletedPart> parts)
    {
        if (parts.Count == 0) return "an upload is completed with at least one part";
        if (parts.Count > limits.MaxParts) return Text($"an upload of {dialect.Name} has at most {limits.MaxParts} parts, these are {parts.Count}");
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0 && parts[i].PartNumber <= parts[i - 1].PartNumber) return Text($"parts are in ascending order: {parts[i].PartNumber} follows {parts[i - 1].PartNumber}");
            if (dialect.PartNumbersAreConsecutive && parts[i].PartNumber != i + 1) return Text($"part numbers of {dialect.Name} have no gaps: {i + 1} is missing");
        }
        return Part(parts[^1].PartNumber, null);
    }

    public string? Put(long bytes) =>
        bytes < 0 ? "a length is not negative"
        : bytes <= limits.SinglePutBytes ? null : Text($"a single PUT of {dialect.Name} has at most {limits.SinglePutBytes} bytes, this has {bytes}");

    public string? Page(int keys) => keys >= 1 && keys <= limits.ListPageKeys ? null : Text($"a page has 1 to {limits.ListPageKeys} keys, not {keys}");

    public static string? HeaderValue(string? value) => IsSendable(value) ? null : "a header has control characters";

    private static readonly System.Buffers.SearchValues<char> tokenCharacters =
        System.Buffers.SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static bool IsSendable(string? value) => value is null || !value.AsSpan().ContainsAnyInRange('\0', '\x1f') && !value.Contains('\x7f');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
