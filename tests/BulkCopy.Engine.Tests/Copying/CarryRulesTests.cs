using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Copying;

public sealed class CarryRulesTests
{
    public static TheoryData<string, string, CopyOptions, string?> Table => new()
    {
        { "cos", "oss", new CopyOptions(), null },
        { "cos", "oss", new CopyOptions { StorageClass = "STANDARD_IA" }, "oss has no storage class 'STANDARD_IA'" },
        { "cos", "oss", new CopyOptions { StorageClassMap = new Dictionary<string, string> { ["STANDARD_IA"] = "IA" } }, null },
        { "cos", "oss", new CopyOptions { StorageClassMap = new Dictionary<string, string> { ["IA"] = "IA" } }, "cos has no storage class 'IA'" },
        { "s3", "ceph", new CopyOptions { StorageClass = "ANY_NAME" }, null },
        { "s3", "cos", new CopyOptions { Metadata = new() { Mode = MetadataMode.Merge, Set = new ObjectHeaders { Metadata = [new("a_b", "1")] } } }, "a metadata name of cos has none of '_'" },
        { "s3", "cos", new CopyOptions { Metadata = new() { Mode = MetadataMode.Replace, Set = new ObjectHeaders { Metadata = [new("a", new string('x', 2100))] } } }, "at most 2048 bytes" },
        { "s3", "bsc", new CopyOptions { Tags = TagPolicy.Required }, "bsc has no tags" },
        { "s3", "bsc", new CopyOptions { Tags = TagPolicy.BestEffort }, null },
        { "s3", "oss", new CopyOptions { Acl = AclPolicy.Canned, CannedAcl = "bucket-owner-read" }, "oss has no canned ACL 'bucket-owner-read'" },
        { "s3", "oss", new CopyOptions { Encryption = new() { Mode = EncryptionMode.Customer, CustomerKey = "k" } }, "oss has no encryption with customers' keys" },
        { "s3", "oss", new CopyOptions { Encryption = new() { Mode = EncryptionMode.StoreManaged, Algorithm = "SM4" } }, null },
        { "s3", "s3", new CopyOptions { Encryption = new() { Mode = EncryptionMode.StoreManaged, Algorithm = "SM4" } }, "s3 does not encrypt by StoreManaged with SM4" },
        { "s3", "bsc", new CopyOptions { Encryption = new() { Mode = EncryptionMode.Kms } }, "bsc does not encrypt by Kms" },
        { "oss", "s3", new CopyOptions { SourceCustomerKey = "k" }, "oss has no encryption with customers' keys" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void What_a_destination_cannot_hold_is_known_before_anything_is_copied(string from, string to, CopyOptions options, string? expected)
    {
        var problems = CarryRules.Check(Spec(options), Dialect.Parse(from), Dialect.Parse(to));
        if (expected is null) Assert.Empty(problems);
        else Assert.Contains(expected, Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_object_cannot_be_given_is_told_for_it()
    {
        var properties = new ObjectProperties { Size = 1, ETag = "e", Headers = new ObjectHeaders { Metadata = [new("a_b", "1")] }, CustomerKeyMd5 = "x" };
        var problems = CarryRules.CarryProblems(Spec(new CopyOptions()), properties, [.. Enumerable.Range(0, 11).Select(i => new KeyValuePair<string, string>($"{i}", ""))], Dialect.Parse("cos"));
        Assert.Equal(3, problems.Count);
        Assert.Empty(CarryRules.CarryProblems(Spec(new CopyOptions()), properties with { CustomerKeyMd5 = null }, [], Dialect.Parse("s3")));
    }

    [Theory]
    [InlineData("default", null, null)]
    [InlineData("private", "private", null)]
    [InlineData("public-read", "public-read", null)]
    [InlineData("bucket-owner-read", null, "the canned ACL 'bucket-owner-read' of cos means nothing in oss")]
    public void Canned_ACLs_cross_dialects_where_they_mean_the_same(string canned, string? expected, string? refusal)
    {
        var acl = CarryRules.AclFor(new AccessControl { Canned = canned }, Dialect.Parse("cos"), Dialect.Parse("oss"), out var why);
        Assert.Equal((expected, refusal), (acl?.Canned, why));
    }

    [Fact]
    public void Grants_to_accounts_do_not_cross_dialects()
    {
        var acl = new AccessControl { Grants = [new("read", "id=\"1\"")] };
        Assert.Null(CarryRules.AclFor(acl, Dialect.Parse("s3"), Dialect.Parse("cos"), out var refusal));
        Assert.NotNull(refusal);
        Assert.Same(acl, CarryRules.AclFor(acl, Dialect.Parse("s3"), Dialect.Parse("ceph"), out _));
    }

    private static JobSpec Spec(CopyOptions copy) => new() { Name = "n", Source = new("a", "b", ""), Destination = new("c", "d", ""), Copy = copy };
}
