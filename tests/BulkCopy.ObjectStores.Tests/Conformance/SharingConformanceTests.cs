using System.Net;
using System.Text;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.PostObjects;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>Pre-signed URLs, forms, links, appends.</summary>
public abstract class SharingConformanceTests(ConformanceTarget target) : ConformanceTests(target)
{
    [Fact]
    public async Task Signed_url_reads_without_credentials()
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(bucket, "dir/a b+c");
        var url = await Store.PresignAsync(new PresignRequest { Method = HttpMethod.Get, Bucket = bucket, Key = "dir/a b+c", ValidFor = TimeSpan.FromMinutes(5), Parameters = [new("response-content-type", "text/x-special")] }, Token);
        using var answer = await FetchAsync(url);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/x-special", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Content, await answer.Content.ReadAsStringAsync(Token));
        using var altered = await FetchAsync(url.Replace("a%20b", "a%20c", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Forbidden, altered.StatusCode);
    }

    private async Task<HttpResponseMessage> FetchAsync(string url)
    {
        using var http = StoreHandler.Create(Target.Options);
        var given = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, given));
        var answer = await http.SendAsync(request, Token);
        await answer.Content.LoadIntoBufferAsync(Token);
        return answer;
    }

    [Theory]
    [InlineData(null), InlineData(200), InlineData(201)]
    public async Task Form_uploads_an_object(int? status)
    {
        var bucket = await Target.NewBucketAsync();
        var bytes = Encoding.UTF8.GetBytes(Content);
        var result = (await Store.PostObjectAsync(new PostObjectRequest
        {
            Bucket = bucket, Key = "form/${filename}", FileName = "a b.txt", Content = new MemoryStream(bytes), Length = bytes.Length, SuccessActionStatus = status,
            Policy = new PostPolicy(DateTimeOffset.UnixEpoch.AddYears(100)).StartsWith("key", "form/").ContentLength(1, 100),
        }, Token)).ValueOrThrow();
        Assert.Equal(status ?? 204, result.Status);
        Assert.Equal(Content, await TextAsync(bucket, "form/a b.txt"));
    }

    [Fact]
    public async Task Form_outside_its_policy_is_refused()
    {
        var bucket = await Target.NewBucketAsync();
        var result = await Store.PostObjectAsync(new PostObjectRequest
        {
            Bucket = bucket, Key = "elsewhere", Content = new MemoryStream([1]), Length = 1,
            Policy = new PostPolicy(DateTimeOffset.UnixEpoch.AddYears(100)).StartsWith("key", "form/"),
        }, Token);
        Assert.Equal(StoreErrorCode.AccessDenied, CodeOf(result));
    }

    [Fact]
    public async Task Link_stands_for_its_target()
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(bucket, "the target");
        var linked = await Store.PutSymlinkAsync(bucket, "link", "the target", Token);
        if (Dialect.Name != "oss")
        {
            Assert.Equal(StoreErrorCode.RefusedLocally, CodeOf(linked));
            return;
        }
        linked.ValueOrThrow();
        Assert.Equal("the target", (await Store.GetSymlinkAsync(bucket, "link", null, Token)).ValueOrThrow());
        Assert.Equal(Content, await TextAsync(bucket, "link"));
    }

    [Fact]
    public async Task Appends_go_where_the_object_ends()
    {
        var bucket = await Target.NewBucketAsync();
        var first = await Store.AppendObjectAsync(Append(bucket, 0, "one"), Token);
        if (Dialect.Family == "s3")
        {
            Assert.Equal(StoreErrorCode.RefusedLocally, CodeOf(first));
            return;
        }
        Assert.Equal(3, first.ValueOrThrow().NextPosition);
        Assert.Equal(6, (await Store.AppendObjectAsync(Append(bucket, 3, "two"), Token)).ValueOrThrow().NextPosition);
        Assert.Equal(StoreErrorCode.Conflict, CodeOf(await Store.AppendObjectAsync(Append(bucket, 3, "two"), Token)));
        Assert.Equal("onetwo", await TextAsync(bucket, "log"));
        var head = await HeadAsync(bucket, "log");
        Assert.Equal(("appendable", 6), (head.ObjectType?.ToLowerInvariant(), head.NextAppendPosition));
    }

    private static AppendObjectRequest Append(string bucket, long position, string text) =>
        new() { Bucket = bucket, Key = "log", Position = position, Content = new MemoryStream(Encoding.ASCII.GetBytes(text)), Length = text.Length };

    [Fact]
    public async Task Buckets_are_listed()
    {
        var bucket = await Target.NewBucketAsync();
        Assert.Contains(bucket, (await Store.ListBucketsAsync(Token)).ValueOrThrow().Select(found => found.Name));
        Assert.True((await Store.HeadBucketAsync(bucket, Token)).Succeeded);
        await PutAsync(bucket, "k");
        Assert.Equal(StoreErrorCode.BucketNotEmpty, CodeOf(await Store.DeleteBucketAsync(bucket, Token)));
        await Store.DeleteObjectAsync(bucket, "k", null, Token);
        Assert.True((await Store.DeleteBucketAsync(bucket, Token)).Succeeded);
    }
}
