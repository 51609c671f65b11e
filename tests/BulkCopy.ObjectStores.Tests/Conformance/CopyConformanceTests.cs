using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>Copies of whole objects.</summary>
public abstract class CopyConformanceTests(ConformanceTarget target) : ConformanceTests(target)
{
    private static readonly ObjectHeaders sourceHeaders = new() { ContentType = "text/plain", CacheControl = "no-cache", Metadata = [new("author", "alice")] };
    private static readonly KeyValuePair<string, string>[] sourceTags = [new("project", "a b"), new("team", "x/y")];

    private async Task<(string Bucket, WriteResult Source)> SourceAsync()
    {
        var bucket = await Target.NewBucketAsync();
        return (bucket, await PutAsync(Put(bucket, "source") with { Headers = sourceHeaders, Tags = Dialect.HasTags ? sourceTags : [] }));
    }

    private async Task<IReadOnlyList<KeyValuePair<string, string>>> TagsAsync(string bucket, string key) =>
        [.. (await Store.GetTagsAsync(bucket, key, null, Token)).ValueOrThrow().OrderBy(tag => tag.Key)];

    [Fact]
    public async Task Copy_carries_content_headers_metadata_and_tags()
    {
        var (bucket, _) = await SourceAsync();
        var copied = (await Store.CopyObjectAsync(Copy(bucket, "source", "copy"), Token)).ValueOrThrow();
        AssertETag(ContentMd5, copied.ETag);
        Assert.NotNull(copied.LastModified);
        if (Dialect.HasCrc64) Assert.Equal(ContentCrc64, copied.Crc64);
        Assert.Equal(Content, await TextAsync(bucket, "copy"));
        var head = await HeadAsync(bucket, "copy");
        Assert.Equal(("text/plain", "no-cache"), (head.Headers.ContentType, head.Headers.CacheControl));
        Assert.Equal(sourceHeaders.Metadata, head.Headers.Metadata);
        Assert.Equal(Dialect.HasTags ? sourceTags : [], await TagsAsync(bucket, "copy"));
    }

    [Fact]
    public async Task Copy_replaces_headers_metadata_and_tags()
    {
        var (bucket, _) = await SourceAsync();
        var replaced = new ObjectHeaders { ContentType = "application/json", Metadata = [new("editor", "bob")] };
        (await Store.CopyObjectAsync(Copy(bucket, "source", "copy") with { ReplaceHeaders = replaced, ReplaceTags = Dialect.HasTags ? [new("new", "1")] : null }, Token)).ValueOrThrow();
        var head = await HeadAsync(bucket, "copy");
        Assert.Equal(("application/json", null), (head.Headers.ContentType, head.Headers.CacheControl));
        Assert.Equal(replaced.Metadata, head.Headers.Metadata);
        if (Dialect.HasTags) Assert.Equal([new("new", "1")], await TagsAsync(bucket, "copy"));
    }

    [Fact]
    public async Task Met_conditions_let_a_copy_pass()
    {
        var (bucket, source) = await SourceAsync();
        var modified = (await HeadAsync(bucket, "source")).LastModified;
        CopyConditions[] met =
        [
            new() { IfMatch = source.ETag },
            new() { IfNoneMatch = new string('0', 32) },
            new() { IfModifiedSince = modified.AddHours(-1) },
            new() { IfUnmodifiedSince = modified },
            new() { IfMatch = source.ETag, IfUnmodifiedSince = modified.AddSeconds(1) },
        ];
        foreach (var conditions in met)
            Assert.Null((await Store.CopyObjectAsync(Copy(bucket, "source", "copy") with { Conditions = conditions }, Token)).Error);
    }

    [Fact]
    public async Task Unmet_conditions_stop_a_copy()
    {
        var (bucket, source) = await SourceAsync();
        var modified = (await HeadAsync(bucket, "source")).LastModified;
        CopyConditions[] unmet =
        [
            new() { IfMatch = new string('0', 32) },
            new() { IfNoneMatch = source.ETag },
            new() { IfModifiedSince = modified },
            new() { IfUnmodifiedSince = modified.AddHours(-1) },
        ];
        foreach (var conditions in unmet)
            Assert.Equal(StoreErrorCode.PreconditionFailed, CodeOf(await Store.CopyObjectAsync(Copy(bucket, "source", "copy") with { Conditions = conditions }, Token)));
        Assert.Equal(StoreErrorCode.NoSuchKey, CodeOf(await Store.HeadObjectAsync(Read(bucket, "copy"), Token)));
    }

    [Fact]
    public async Task Missing_source_and_missing_buckets_are_named()
    {
        var (bucket, _) = await SourceAsync();
        var nowhere = "n" + bucket[1..];
        Assert.Equal(StoreErrorCode.NoSuchKey, CodeOf(await Store.CopyObjectAsync(Copy(bucket, "none", "copy"), Token)));
        Assert.Equal(StoreErrorCode.NoSuchBucket, CodeOf(await Store.CopyObjectAsync(new CopyObjectRequest { Source = new CopySource(bucket, "source"), Bucket = nowhere, Key = "copy" }, Token)));
    }

    [Fact]
    public async Task Existing_destination_is_kept_where_the_dialect_can_guard_it()
    {
        var (bucket, source) = await SourceAsync();
        await PutAsync(bucket, "copy", "kept");
        var guarded = Copy(bucket, "source", "copy") with { ForbidOverwrite = true };
        var result = await Store.CopyObjectAsync(guarded, Token);
        var conditional = await Store.CopyObjectAsync(guarded with { Conditions = new CopyConditions { IfMatch = source.ETag } }, Token);
        var isGuarded = Dialect.OverwriteGuard != OverwriteGuard.None;
        Assert.Equal(isGuarded ? StoreErrorCode.AlreadyExists : null, CodeOf(result));
        Assert.Equal(isGuarded ? StoreErrorCode.AlreadyExists : null, CodeOf(conditional));
        Assert.Equal(isGuarded ? "kept" : Content, await TextAsync(bucket, "copy"));
        Assert.True((await Store.CopyObjectAsync(guarded with { Key = "free" }, Token)).Succeeded);
    }

    [Fact]
    public async Task Class_is_changed_by_a_copy_onto_itself_that_keeps_the_rest()
    {
        var (bucket, source) = await SourceAsync();
        var before = await HeadAsync(bucket, "source");
        var change = Copy(bucket, "source", "source") with { ReplaceHeaders = before.Headers, StorageClass = Target.WarmClass, Conditions = new CopyConditions { IfMatch = source.ETag } };
        (await Store.CopyObjectAsync(change, Token)).ValueOrThrow();
        var after = await HeadAsync(bucket, "source");
        Assert.Equal(Target.WarmClass, after.StorageClass);
        Assert.Equal(before.Headers.Metadata, after.Headers.Metadata);
        Assert.Equal(before.Headers with { Metadata = [] }, after.Headers with { Metadata = [] });
        Assert.Equal(Content, await TextAsync(bucket, "source"));
        var listed = (await Store.ListObjectsAsync(new ListObjectsRequest { Bucket = bucket }, Token)).ValueOrThrow();
        Assert.Equal(Target.WarmClass, Assert.Single(listed.Objects).StorageClass);
    }

    [Fact]
    public async Task Version_is_copied_by_its_id()
    {
        if (await VersionedBucketAsync() is not { } bucket) return;
        var first = await PutAsync(bucket, "source", "first");
        await PutAsync(bucket, "source", "second");
        var copied = (await Store.CopyObjectAsync(Copy(bucket, "source", "copy", first.VersionId), Token)).ValueOrThrow();
        Assert.Equal("first", await TextAsync(bucket, "copy"));
        var head = await HeadAsync(bucket, "copy");
        Assert.NotNull(head.VersionId);
        if (Dialect.CopyTellsVersionId) Assert.Equal((head.VersionId, first.VersionId), (copied.VersionId, copied.SourceVersionId));
    }

    [Fact]
    public async Task Delete_marker_cannot_be_copied()
    {
        if (await VersionedBucketAsync() is not { } bucket) return;
        await PutAsync(bucket, "source");
        var marker = (await Store.DeleteObjectAsync(bucket, "source", null, Token)).ValueOrThrow();
        Assert.True(marker.DeleteMarker);
        Assert.Equal(StoreErrorCode.NoSuchKey, CodeOf(await Store.CopyObjectAsync(Copy(bucket, "source", "copy"), Token)));
        Assert.False((await Store.CopyObjectAsync(Copy(bucket, "source", "copy", marker.VersionId), Token)).Succeeded);
    }

    [Fact]
    public async Task Archived_source_is_copied_after_its_restore()
    {
        var bucket = await Target.NewBucketAsync();
        if (Target.ArchiveClass is not { } archive) return;
        await PutAsync(Put(bucket, "source") with { StorageClass = archive });
        Assert.Equal(StoreErrorCode.ArchivedObject, CodeOf(await Store.GetObjectAsync(Read(bucket, "source"), Token)));
        Assert.Equal(StoreErrorCode.ArchivedObject, CodeOf(await Store.CopyObjectAsync(Copy(bucket, "source", "copy"), Token)));
        var restore = new RestoreObjectRequest { Bucket = bucket, Key = "source", Days = 7, Tier = Dialect.Name == "oss" ? null : RestoreTier.Standard };
        Assert.Equal(RestoreOutcome.Started, (await Store.RestoreObjectAsync(restore, Token)).ValueOrThrow());
        Assert.NotNull((await HeadAsync(bucket, "source")).Restore);
    }

    [Fact]
    public async Task Restore_of_what_is_not_archived_is_refused()
    {
        var (bucket, _) = await SourceAsync();
        var result = await Store.RestoreObjectAsync(new RestoreObjectRequest { Bucket = bucket, Key = "source", Days = 1, Tier = RestoreTier.Standard }, Token);
        Assert.False(result.Succeeded);
    }
}
