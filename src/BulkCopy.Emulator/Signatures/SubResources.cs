using System.Collections.Frozen;
using System.Text;

namespace BulkCopy.Emulator.Signatures;

/// <summary>The query parameters that the first-generation schemes sign.</summary>
internal sealed class SubResources
{
    private readonly FrozenSet<string> names;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly byte[] prefix;

    private SubResources(string names, string prefix)
    {
        this.names = names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
        lookup = this.names.GetAlternateLookup<ReadOnlySpan<char>>();
        this.prefix = Encoding.ASCII.GetBytes(prefix);
    }

    public static SubResources S3 { get; } = new(
        """
        acl accelerate analytics cors defaultObjectAcl delete encryption inventory legal-hold lifecycle location
        logging metrics notification object-lock partNumber policy replication requestPayment
        response-cache-control response-content-disposition response-content-encoding response-content-language
        response-content-type response-expires restore retention select select-type storageClass tagging torrent
        uploadId uploads versionId versioning versions website
        """, "");

    public static SubResources Oss { get; } = new(
        """
        acl append bucketInfo callback callback-var cloudboxes cname comp continuation-token cors delete encryption
        endTime img inventory inventoryId lifecycle live location logging objectMeta partNumber policy position qos
        qosInfo referer regionList replication replicationLocation replicationProgress requestPayment resourceGroup
        response-cache-control response-content-disposition response-content-encoding response-content-language
        response-content-type response-expires restore security-token sequential startTime stat status style
        styleName symlink tagging uploadId uploads versionId versioning versions vod website worm wormExtend wormId
        """, "x-oss-");

    public bool Contains(ReadOnlySpan<byte> name)
    {
        if (prefix.Length > 0 && name.StartsWith(prefix))
            return true;
        Span<char> text = stackalloc char[64];
        return name.Length <= text.Length && Encoding.UTF8.TryGetChars(name, text, out int written)
            && lookup.Contains(text[..written]);
    }
}
