using BulkCopy.ObjectStores.Tests.Fakes;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Operations;

/// <summary>What breaks a limit is refused by name and never sent.</summary>
public sealed class RequestLimitsTests : IAsyncDisposable
{
    private readonly ScriptedServer server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AssertRefusedAsync<T>(string dialect, string reason, Func<ObjectStoreClient, Task<StoreResult<T>>> call)
    {
        using var store = TestStores.Client(dialect, server);
        var error = (await call(store)).Error;
        Assert.Equal(StoreErrorCode.RefusedLocally, error?.Code);
        Assert.Contains(reason, error!.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static CopyObjectRequest Copy(string key = "k", string bucket = "b") => new() { Source = new CopySource("s", "s"), Bucket = bucket, Key = key };

    [Theory]
    [InlineData("cos", 850), InlineData("oss", 1023), InlineData("s3", 1024), InlineData("bsc", 512)]
    public Task Key_is_counted_in_bytes(string dialect, int most) =>
        AssertRefusedAsync(dialect, $"at most {most} bytes", store => store.CopyObjectAsync(Copy(new string('文', most / 3) + "abc"), Token));

    [Theory]
    [InlineData("cos", 2048), InlineData("oss", 8192), InlineData("s3", 2048)]
    public Task Metadata_is_counted_with_its_names(string dialect, int most) =>
        AssertRefusedAsync(dialect, $"at most {most} bytes", store => store.CopyObjectAsync(Copy() with { ReplaceHeaders = new ObjectHeaders { Metadata = [new("name", new string('v', most - 3))] } }, Token));

    [Fact]
    public Task Cos_metadata_names_have_no_underscore() =>
        AssertRefusedAsync("cos", "'a_b'", store => store.CopyObjectAsync(Copy() with { ReplaceHeaders = new ObjectHeaders { Metadata = [new("a_b", "v")] } }, Token));

    [Theory]
    [InlineData("line\nbreak"), InlineData("return\r"), InlineData("zero\0"), InlineData("delete\x7f")]
    public async Task Header_cannot_smuggle_another(string value)
    {
        await AssertRefusedAsync("s3", "control characters", store => store.CopyObjectAsync(Copy() with { ReplaceHeaders = new ObjectHeaders { Metadata = [new("a", value)] } }, Token));
        await AssertRefusedAsync("s3", "control characters", store => store.CopyObjectAsync(Copy() with { ReplaceHeaders = new ObjectHeaders { ContentType = value } }, Token));
        await AssertRefusedAsync("s3", "control characters", store => store.CopyObjectAsync(Copy() with { StorageClass = value }, Token));
        await AssertRefusedAsync("s3", "control characters", store => store.CopyObjectAsync(Copy() with { Conditions = new CopyConditions { IfMatch = value } }, Token));
    }

    [Theory]
    [InlineData("a/b"), InlineData("a?b"), InlineData("a@b"), InlineData("a:1"), InlineData(""), InlineData("é")]
    public Task Bucket_cannot_become_another_host(string bucket) => AssertRefusedAsync("s3", "bucket name", store => store.CopyObjectAsync(Copy(bucket: bucket), Token));

    [Theory]
    [InlineData("s3", 0), InlineData("s3", 10_001), InlineData("bsc", 2001)]
    public Task Part_number_is_in_the_dialects_range(string dialect, int number) => AssertRefusedAsync(dialect, "part numbers", store => store.UploadPartCopyAsync(
        new UploadPartCopyRequest { Source = new CopySource("s", "s"), Bucket = "b", Key = "k", UploadId = "u", PartNumber = number }, Token));

    [Fact]
    public Task Part_is_not_larger_than_the_dialect_allows() => AssertRefusedAsync("bsc", "536870912", store => store.UploadPartCopyAsync(
        new UploadPartCopyRequest { Source = new CopySource("s", "s"), Bucket = "b", Key = "k", UploadId = "u", PartNumber = 1, Range = new ByteRange(0, 1L << 30) }, Token));

    [Fact]
    public Task Cos_parts_have_no_gaps() => AssertRefusedAsync("cos", "2 is missing", store => store.CompleteUploadAsync(
        new CompleteUploadRequest { Bucket = "b", Key = "k", UploadId = "u", Parts = [new(1, "a"), new(3, "b")] }, Token));

    [Fact]
    public async Task Tags_keep_to_their_rules()
    {
        await AssertRefusedAsync("s3", "at most 10 tags", store => store.PutTagsAsync("b", "k", null, [.. Enumerable.Range(0, 11).Select(i => KeyValuePair.Create($"t{i}", ""))], Token));
        await AssertRefusedAsync("s3", "1 to 128 characters", store => store.PutTagsAsync("b", "k", null, [new(new string('a', 129), "")], Token));
        await AssertRefusedAsync("s3", "at most 256 characters", store => store.PutTagsAsync("b", "k", null, [new("a", new string('a', 257))], Token));
        await AssertRefusedAsync("s3", "named twice", store => store.PutTagsAsync("b", "k", null, [new("a", "1"), new("a", "2")], Token));
        await AssertRefusedAsync("bsc", "has no tags", store => store.PutTagsAsync("b", "k", null, [new("a", "1")], Token));
    }

    [Fact]
    public async Task What_a_dialect_does_not_have_is_not_sent()
    {
        var customer = new ServerSideEncryption { Mode = EncryptionMode.Customer, CustomerKey = new CustomerKey(new byte[32]) };
        await AssertRefusedAsync("oss", "customers' keys", store => store.CopyObjectAsync(Copy() with { Encryption = customer }, Token));
        await AssertRefusedAsync("oss", "no grants", store => store.CopyObjectAsync(Copy() with { Acl = new AccessControl { Grants = [new("read", "x")] } }, Token));
        await AssertRefusedAsync("bsc", "no versions", store => store.ListVersionsAsync(new ListVersionsRequest { Bucket = "b" }, Token));
        await AssertRefusedAsync("bsc", "no archive classes", store => store.RestoreObjectAsync(new RestoreObjectRequest { Bucket = "b", Key = "k", Days = 1 }, Token));
    }

    [Fact]
    public Task Limits_of_the_store_win_over_the_dialects() => AssertRefusedAsync("s3", "at most 10 bytes", async store =>
    {
        using var narrow = TestStores.Client("s3", server, options => options with { Limits = options.Dialect.Limits with { KeyBytes = 10 } });
        Assert.Equal(10, narrow.Dialect.Limits.KeyBytes);
        return await narrow.CopyObjectAsync(Copy("12345678901"), Token);
    });
}
