using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>Listings, versions, tags, ACLs, encryption.</summary>
public abstract class ListingConformanceTests(ConformanceTarget target) : ConformanceTests(target)
{
    private async Task<List<string>> ListAsync(ListObjectsRequest list)
    {
        var keys = new List<string>();
        for (var pages = 0; pages < 50; pages++)
        {
            var page = (await Store.ListObjectsAsync(list, Token)).ValueOrThrow();
            Assert.True(page.Objects.Count + page.CommonPrefixes.Count <= list.MaxKeys);
            keys.AddRange(page.Objects.Select(found => found.Key));
            keys.AddRange(page.CommonPrefixes.Select(prefix => $"[{prefix}]"));
            if (page.NextKeyMarker is null) return keys;
            list = list with { StartAfter = page.NextKeyMarker };
        }
        throw new InvalidOperationException("The listing does not end.");
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat()
    {
        var bucket = await Target.NewBucketAsync();
        var keys = Enumerable.Range(0, 25).Select(i => $"k {i:00}+").ToList();
        foreach (var key in keys) await PutAsync(bucket, key, "x");
        Assert.Equal(keys, await ListAsync(new ListObjectsRequest { Bucket = bucket, MaxKeys = 7 }));
        Assert.Equal(keys[20..], await ListAsync(new ListObjectsRequest { Bucket = bucket, StartAfter = "k 19+" }));
        Assert.Equal(keys[10..20], await ListAsync(new ListObjectsRequest { Bucket = bucket, Prefix = "k 1", MaxKeys = 3 }));
        Assert.Empty(await ListAsync(new ListObjectsRequest { Bucket = bucket, Prefix = "none" }));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(1000)]
    public async Task Keys_below_a_delimiter_are_rolled_up(int pageKeys)
    {
        var bucket = await Target.NewBucketAsync();
        foreach (var key in new[] { "a/1", "a/2", "a0", "b", "c/d/1", "c/e", "z/" }) await PutAsync(bucket, key, "x");
        var found = await ListAsync(new ListObjectsRequest { Bucket = bucket, Delimiter = "/", MaxKeys = pageKeys });
        Assert.Equal(["[a/]", "[c/]", "[z/]", "a0", "b"], found.Order(StringComparer.Ordinal));
        Assert.Equal(["[c/d/]", "c/e"], (await ListAsync(new ListObjectsRequest { Bucket = bucket, Prefix = "c/", Delimiter = "/", MaxKeys = pageKeys })).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_and_read_by_id()
    {
        if (await VersionedBucketAsync() is null) return;
        var bucket = await Target.NewBucketAsync();
        Assert.Equal(BucketVersioning.Never, (await Store.GetVersioningAsync(bucket, Token)).ValueOrThrow());
        await PutAsync(bucket, "a", "old");
        (await Store.SetVersioningAsync(bucket, BucketVersioning.Enabled, Token)).ValueOrThrow();
        Assert.Equal(BucketVersioning.Enabled, (await Store.GetVersioningAsync(bucket, Token)).ValueOrThrow());
        var second = await PutAsync(bucket, "a", "new");
        await PutAsync(bucket, "b");
        var marker = (await Store.DeleteObjectAsync(bucket, "a", null, Token)).ValueOrThrow();
        var listed = await AllVersionsAsync(bucket, 1000);
        Assert.Equal(["a", "a", "a", "b"], listed.Select(version => version.Key));
        Assert.Equal([true, false, false, false], listed.Select(version => version.IsDeleteMarker));
        Assert.Equal([true, false, false, true], listed.Select(version => version.IsLatest));
        Assert.Equal([marker.VersionId, second.VersionId, "null"], listed.Take(3).Select(version => version.VersionId));
        Assert.Equal(listed, await AllVersionsAsync(bucket, 1));
        Assert.Equal("old", await TextAsync(bucket, "a", "null"));
        Assert.Equal("new", await TextAsync(bucket, "a", second.VersionId));
        Assert.Equal(StoreErrorCode.NoSuchKey, CodeOf(await Store.HeadObjectAsync(Read(bucket, "a"), Token)));
        Assert.True((await Store.DeleteObjectAsync(bucket, "a", marker.VersionId, Token)).ValueOrThrow().DeleteMarker);
        Assert.Equal("new", await TextAsync(bucket, "a"));
    }

    private async Task<List<ListedObject>> AllVersionsAsync(string bucket, int pageKeys)
    {
        var versions = new List<ListedObject>();
        var list = new ListVersionsRequest { Bucket = bucket, MaxKeys = pageKeys };
        for (var pages = 0; pages < 50; pages++)
        {
            var page = (await Store.ListVersionsAsync(list, Token)).ValueOrThrow();
            versions.AddRange(page.Objects);
            if (page.NextKeyMarker is null) return versions;
            list = list with { KeyMarker = page.NextKeyMarker, VersionIdMarker = page.NextVersionIdMarker };
        }
        throw new InvalidOperationException("The listing does not end.");
    }

    [Fact]
    public async Task Suspended_versioning_keeps_one_version_without_id()
    {
        if (await VersionedBucketAsync() is not { } bucket) return;
        await PutAsync(bucket, "a", "1");
        (await Store.SetVersioningAsync(bucket, BucketVersioning.Suspended, Token)).ValueOrThrow();
        Assert.Equal(BucketVersioning.Suspended, (await Store.GetVersioningAsync(bucket, Token)).ValueOrThrow());
        await PutAsync(bucket, "a", "2");
        await PutAsync(bucket, "a", "3");
        var listed = await AllVersionsAsync(bucket, 1000);
        Assert.Equal(2, listed.Count);
        Assert.Equal(("null", true), (listed[0].VersionId, listed[0].IsLatest));
        Assert.Equal("3", await TextAsync(bucket, "a"));
    }

    [Fact]
    public async Task Versions_are_deleted_together()
    {
        if (await VersionedBucketAsync() is not { } bucket) return;
        var first = await PutAsync(bucket, "a b", "1");
        await PutAsync(bucket, "a b", "2");
        var deleted = (await Store.DeleteObjectsAsync(bucket, [new("a b", first.VersionId), new("a b")], Token)).ValueOrThrow();
        Assert.All(deleted, one => Assert.Null(one.Error));
        Assert.NotNull(deleted[1].DeleteMarkerVersionId);
        Assert.Equal([true, false], (await AllVersionsAsync(bucket, 1000)).Select(version => version.IsDeleteMarker));
    }

    [Fact]
    public async Task Tags_are_replaced_and_read()
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(bucket, "k");
        if (!Dialect.HasTags)
        {
            Assert.Empty((await Store.GetTagsAsync(bucket, "k", null, Token)).ValueOrThrow());
            Assert.Equal(StoreErrorCode.RefusedLocally, CodeOf(await Store.PutTagsAsync(bucket, "k", null, [new("a", "1")], Token)));
            return;
        }
        Assert.Empty((await Store.GetTagsAsync(bucket, "k", null, Token)).ValueOrThrow());
        (await Store.PutTagsAsync(bucket, "k", null, [new("a", "1"), new("b c", "x=y/z")], Token)).ValueOrThrow();
        Assert.Equal([new("a", "1"), new("b c", "x=y/z")], (await Store.GetTagsAsync(bucket, "k", null, Token)).ValueOrThrow().OrderBy(tag => tag.Key));
        Assert.Equal(StoreErrorCode.RefusedLocally, CodeOf(await Store.PutTagsAsync(bucket, "k", null, [.. Enumerable.Range(0, 11).Select(i => KeyValuePair.Create($"t{i}", ""))], Token)));
    }

    [Fact]
    public async Task Acl_is_read_in_the_form_in_which_it_is_given()
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(Put(bucket, "k") with { Acl = new AccessControl { Canned = "public-read" } });
        Assert.Equal("public-read", (await Store.GetAclAsync(bucket, "k", null, Token)).ValueOrThrow().Canned);
        (await Store.PutAclAsync(bucket, "k", null, new AccessControl { Canned = "private" }, Token)).ValueOrThrow();
        Assert.Equal("private", (await Store.GetAclAsync(bucket, "k", null, Token)).ValueOrThrow().Canned);
    }

    [Fact]
    public async Task Store_managed_encryption_is_confirmed_and_not_inherited()
    {
        var bucket = await Target.NewBucketAsync();
        if (!Target.HasStoreManagedEncryption) return;
        var encryption = new ServerSideEncryption { Mode = EncryptionMode.StoreManaged };
        await PutAsync(Put(bucket, "k") with { Encryption = encryption });
        Assert.Equal(EncryptionMode.StoreManaged, (await HeadAsync(bucket, "k")).Encryption?.Mode);
        var copied = (await Store.CopyObjectAsync(Copy(bucket, "k", "same") with { Encryption = encryption }, Token)).ValueOrThrow();
        Assert.Equal(EncryptionMode.StoreManaged, copied.Encryption?.Mode);
        Assert.Equal(Content, await TextAsync(bucket, "same"));
    }

    [Fact]
    public async Task Key_of_the_kms_is_confirmed()
    {
        var bucket = await Target.NewBucketAsync();
        if (!Target.HasStoreManagedEncryption || Target.KmsKeyId is not { } keyId) return;
        var encryption = new ServerSideEncryption { Mode = EncryptionMode.Kms, KmsKeyId = keyId };
        await PutAsync(bucket, "k");
        var copied = (await Store.CopyObjectAsync(Copy(bucket, "k", "secret") with { Encryption = encryption }, Token)).ValueOrThrow();
        Assert.Equal((EncryptionMode.Kms, keyId), (copied.Encryption?.Mode, copied.Encryption?.KmsKeyId));
        Assert.Equal(encryption, (await HeadAsync(bucket, "secret")).Encryption);
        var created = new CreateUploadRequest { Bucket = bucket, Key = "parts", Encryption = encryption };
        var uploadId = (await Store.CreateUploadAsync(created, Token)).ValueOrThrow();
        var part = (await Store.UploadPartCopyAsync(new UploadPartCopyRequest { Source = new CopySource(bucket, "k"), Bucket = bucket, Key = "parts", UploadId = uploadId, PartNumber = 1 }, Token)).ValueOrThrow();
        (await Store.CompleteUploadAsync(new CompleteUploadRequest { Bucket = bucket, Key = "parts", UploadId = uploadId, Parts = [new(1, part.ETag)] }, Token)).ValueOrThrow();
        Assert.Equal(encryption, (await HeadAsync(bucket, "parts")).Encryption);
    }

    [Fact]
    public async Task Object_under_a_customers_key_needs_it_for_everything()
    {
        var bucket = await Target.NewBucketAsync();
        var key = new CustomerKey("0123456789ABCDEF0123456789ABCDEF"u8);
        var encryption = new ServerSideEncryption { Mode = EncryptionMode.Customer, CustomerKey = key };
        var written = await Store.PutObjectAsync(Put(bucket, "k") with { Encryption = encryption }, Token);
        if (!Dialect.HasCustomerKeys)
        {
            Assert.Equal(StoreErrorCode.RefusedLocally, CodeOf(written));
            return;
        }
        written.ValueOrThrow();
        Assert.False((await Store.GetObjectAsync(Read(bucket, "k"), Token)).Succeeded);
        Assert.Equal(Content, System.Text.Encoding.UTF8.GetString(await BytesAsync(Read(bucket, "k") with { CustomerKey = key })));
        Assert.Equal(key.KeyMd5Base64, (await Store.HeadObjectAsync(Read(bucket, "k") with { CustomerKey = key }, Token)).ValueOrThrow().CustomerKeyMd5);
        var plain = await Store.CopyObjectAsync(Copy(bucket, "k", "plain") with { SourceCustomerKey = key }, Token);
        Assert.Equal(Dialect.CopiesFromCustomerKey ? null : StoreErrorCode.NotSupported, CodeOf(plain));
        if (plain.Succeeded) Assert.Equal(Content, await TextAsync(bucket, "plain"));
    }
}
