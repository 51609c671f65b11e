using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Jobs;

/// <summary>Checks how objects are to be copied, as far as that can be told without knowing the stores.</summary>
internal static class CopyOptionChecks
{
    private const long MiB = 1 << 20;
    private const long MostPartBytes = 5L << 30;
    private const int LongestClass = 64;

    public static void AddTo(List<JobProblem> problems, JobSpec spec)
    {
        var copy = spec.Copy;
        if (copy.PartSizeBytes is < MiB or > MostPartBytes) problems.Add(new("copy.partSizeBytes", $"A part has 1 MiB to 5 GiB, not {copy.PartSizeBytes} bytes."));
        if (copy.PartCopyThresholdBytes is < 1 or > ListingSense.MostObjectBytes)
            problems.Add(new("copy.partCopyThresholdBytes", "The size from which objects are copied in parts is 1 byte to 1 PiB."));
        foreach (var name in copy.StorageClassMap.Keys.Concat(copy.StorageClassMap.Values).Append(copy.StorageClass))
            if (name is not null && !IsClass(name))
                problems.Add(new(name == copy.StorageClass ? "copy.storageClass" : "copy.storageClassMap", $"'{name}' is no storage class: write it as the provider does, for instance STANDARD_IA."));
        if (copy.RelayPartSizeBytes is < MiB or > 64 * MiB)
            problems.Add(new("copy.relayPartSizeBytes", $"A part that passes through the worker has 1 MiB to 64 MiB, not {copy.RelayPartSizeBytes} bytes."));
        if (copy.Metadata is { Mode: MetadataMode.Keep } && copy.Metadata.Set != ObjectHeaders.Empty && HasAny(copy.Metadata.Set))
            problems.Add(new("copy.metadata.mode", "Keep leaves no room for headers and metadata of the job: write Merge or Replace, or leave them away."));
        if (copy.Acl == AclPolicy.Canned && string.IsNullOrEmpty(copy.CannedAcl)) problems.Add(new("copy.cannedAcl", "A canned ACL needs its name, for instance private."));
        if (copy.Acl != AclPolicy.Canned && copy.CannedAcl is not null) problems.Add(new("copy.cannedAcl", $"'{copy.CannedAcl}' has no meaning unless acl is Canned."));
        if (copy.Encryption is { } encryption) AddEncryption(problems, encryption);
    }

    private static void AddEncryption(List<JobProblem> problems, EncryptionRule rule)
    {
        if (rule.Mode == EncryptionMode.Customer && rule.CustomerKey is null)
            problems.Add(new("copy.encryption.customerKey", "Encryption with a customer's key needs the name of the key in the destination's store."));
        if (rule.Mode != EncryptionMode.Customer && rule.CustomerKey is not null)
            problems.Add(new("copy.encryption.customerKey", $"A customer's key has no meaning where {rule.Mode} holds the key: leave one of them away."));
        if (rule.Mode != EncryptionMode.Kms && rule.KmsKeyId is not null)
            problems.Add(new("copy.encryption.kmsKeyId", $"A key of the key management has no meaning with {rule.Mode}: leave one of them away."));
    }

    private static bool IsClass(string name) => name.Length is >= 1 and <= LongestClass && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static bool HasAny(ObjectHeaders headers) =>
        headers.Metadata.Count > 0
        || (headers.ContentType ?? headers.CacheControl ?? headers.ContentDisposition ?? headers.ContentEncoding ?? headers.ContentLanguage ?? headers.Expires) is not null;
}
