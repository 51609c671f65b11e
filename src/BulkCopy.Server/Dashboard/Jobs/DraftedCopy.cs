using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>How objects are copied, from the form.</summary>
internal static class DraftedCopy
{
    /// <summary>Headers that are stored with objects.</summary>
    public static IReadOnlyList<string> Headers { get; } = ["Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"];

    public static CopyOptions Read(DraftValues values)
    {
        var usual = new CopyOptions();
        var acl = values.Choice("acl", AclPolicy.Default);
        return new CopyOptions
        {
            StorageClass = values.Text("storageClass"),
            StorageClassMap = values.Pairs("classMap", "=", "FROM=TO, for instance STANDARD=STANDARD_IA")
                .DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
            ForbidOverwrite = values.Flag("forbidOverwrite"),
            IfUnmodifiedSince = values.Moment("unmodifiedSince"),
            PartCopyThresholdBytes = values.Size("partThreshold"),
            PartSizeBytes = values.Size("partSize") ?? usual.PartSizeBytes,
            RelayPartSizeBytes = values.Size("relayPartSize") ?? usual.RelayPartSizeBytes,
            Metadata = Metadata(values),
            Tags = values.Choice("tagPolicy", TagPolicy.BestEffort),
            Acl = acl,
            CannedAcl = values.Text("cannedAcl"),
            Encryption = Encryption(values),
            SourceCustomerKey = values.Text("sourceCustomerKey"),
            OnSourceChange = values.Choice("onSourceChange", SourceChangePolicy.Report),
            Probe = !values.Flag("noProbe"),
        };
    }

    private static MetadataRule Metadata(DraftValues values)
    {
        var headers = values.Pairs("headers", ":", "NAME: VALUE, for instance Cache-Control: max-age=3600");
        foreach (var (name, _) in headers)
            if (!Headers.Contains(name, StringComparer.OrdinalIgnoreCase))
                values.Refuse("headers", $"'{name}' is no header that is stored with objects: known are {string.Join(", ", Headers)}.");
        return new MetadataRule
        {
            Mode = values.Choice("metadataMode", MetadataMode.Keep),
            Set = new ObjectHeaders
            {
                ContentType = Find("Content-Type"),
                CacheControl = Find("Cache-Control"),
                ContentDisposition = Find("Content-Disposition"),
                ContentEncoding = Find("Content-Encoding"),
                ContentLanguage = Find("Content-Language"),
                Expires = Find("Expires"),
                Metadata = values.Pairs("userMetadata", "=", "NAME=VALUE"),
            },
        };

        string? Find(string name) => headers.Find(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
    }

    private static EncryptionRule? Encryption(DraftValues values)
    {
        var (kmsKey, customerKey, algorithm) = (values.Text("kmsKeyId"), values.Text("customerKey"), values.Text("algorithm"));
        if (values.Choice<EncryptionMode>("encryption") is { } mode)
            return new EncryptionRule { Mode = mode, Algorithm = algorithm, KmsKeyId = kmsKey, CustomerKey = customerKey };
        if ((kmsKey ?? customerKey ?? algorithm) is not null)
            values.Refuse("encryption", "Choose who holds the key, or leave its name away.");
        return null;
    }
}
