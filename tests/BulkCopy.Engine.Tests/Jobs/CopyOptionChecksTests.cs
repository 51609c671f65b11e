using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Jobs;

public sealed class CopyOptionChecksTests
{
    public static TheoryData<CopyOptions, string?> Table => new()
    {
        { new CopyOptions(), null },
        { new CopyOptions { PartSizeBytes = 1000 }, "copy.partSizeBytes" },
        { new CopyOptions { PartCopyThresholdBytes = 0 }, "copy.partCopyThresholdBytes" },
        { new CopyOptions { RelayPartSizeBytes = 65L << 20 }, "copy.relayPartSizeBytes" },
        { new CopyOptions { RelayPartSizeBytes = 64L << 20 }, null },
        { new CopyOptions { Metadata = new() { Set = new ObjectHeaders { ContentType = "text/plain" } } }, "copy.metadata.mode" },
        { new CopyOptions { Metadata = new() { Mode = MetadataMode.Merge, Set = new ObjectHeaders { ContentType = "text/plain" } } }, null },
        { new CopyOptions { Acl = AclPolicy.Canned }, "copy.cannedAcl" },
        { new CopyOptions { CannedAcl = "private" }, "copy.cannedAcl" },
        { new CopyOptions { Encryption = new() { Mode = EncryptionMode.Customer } }, "copy.encryption.customerKey" },
        { new CopyOptions { Encryption = new() { Mode = EncryptionMode.Kms, CustomerKey = "k" } }, "copy.encryption.customerKey" },
        { new CopyOptions { Encryption = new() { Mode = EncryptionMode.StoreManaged, KmsKeyId = "k" } }, "copy.encryption.kmsKeyId" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void What_makes_no_sense_is_named(CopyOptions options, string? field)
    {
        var problems = JobSpecChecks.Check(new JobSpec { Name = "n", Source = new("a", "b", ""), Destination = new("c", "d", ""), Copy = options });
        Assert.Equal(field is null ? [] : [field], problems.Select(problem => problem.Field));
    }

    [Fact]
    public void Merging_puts_the_jobs_headers_and_metadata_over_the_sources_one_by_one()
    {
        var rule = new MetadataRule { Mode = MetadataMode.Merge, Set = new ObjectHeaders { CacheControl = "no-store", Metadata = [new("Colour", "blue")] } };
        var merged = rule.Apply(new ObjectHeaders { ContentType = "a/b", CacheControl = "max-age=1", Metadata = [new("colour", "red"), new("kept", "yes")] });
        Assert.Equal(("a/b", "no-store"), (merged.ContentType, merged.CacheControl));
        Assert.Equal([new("kept", "yes"), new("Colour", "blue")], merged.Metadata);
    }
}
