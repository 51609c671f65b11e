using System.Text;
using BulkCopy.ObjectStores.Tests.Fakes;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Hostile;

/// <summary>Answers that no store would give end in a typed error, in bounded time and memory, and are never a success.</summary>
public sealed class HostileAnswersTests
{
    private const int Mebibyte = 1 << 20;

    // What a client may have taken of an endless answer: its own limit, and what fits into socket buffers.
    private const long MostTaken = 48 * Mebibyte;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, Func<ObjectStoreClient, Task<StoreError?>>> calls = new()
    {
        ["copy"] = async store => (await store.CopyObjectAsync(new CopyObjectRequest { Source = new CopySource("b", "s"), Bucket = "b", Key = "k" }, Token)).Error,
        ["part copy"] = async store => (await store.UploadPartCopyAsync(new UploadPartCopyRequest { Source = new CopySource("b", "s"), Bucket = "b", Key = "k", UploadId = "u", PartNumber = 1 }, Token)).Error,
        ["create upload"] = async store => (await store.CreateUploadAsync(new CreateUploadRequest { Bucket = "b", Key = "k" }, Token)).Error,
        ["complete"] = async store => (await store.CompleteUploadAsync(new CompleteUploadRequest { Bucket = "b", Key = "k", UploadId = "u", Parts = [new(1, "e")] }, Token)).Error,
        ["head"] = async store => (await store.HeadObjectAsync(new ReadObjectRequest { Bucket = "b", Key = "k" }, Token)).Error,
        ["list"] = async store => (await store.ListObjectsAsync(new ListObjectsRequest { Bucket = "b" }, Token)).Error,
        ["versions"] = async store => (await store.ListVersionsAsync(new ListVersionsRequest { Bucket = "b" }, Token)).Error,
        ["parts"] = async store => (await store.ListPartsAsync("b", "k", "u", null, Token)).Error,
        ["uploads"] = async store => (await store.ListUploadsAsync("b", "", null, null, Token)).Error,
        ["put"] = async store => (await store.PutObjectAsync(new PutObjectRequest { Bucket = "b", Key = "k", Content = new MemoryStream([1]), Length = 1 }, Token)).Error,
        ["tags"] = async store => (await store.GetTagsAsync("b", "k", null, Token)).Error,
        ["acl"] = async store => (await store.GetAclAsync("b", "k", null, Token)).Error,
        ["versioning"] = async store => (await store.GetVersioningAsync("b", Token)).Error,
        ["delete many"] = async store => (await store.DeleteObjectsAsync("b", [new("k")], Token)).Error,
        ["buckets"] = async store => (await store.ListBucketsAsync(Token)).Error,
    };

    private static readonly string[] sentOnce = ["copy", "create upload", "complete", "put", "delete many"];

    public static TheoryData<string> Calls => [.. calls.Keys];

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal));

    private static byte[] Ok(byte[] body) => [.. Bytes($"HTTP/1.1 200 OK\nContent-Type: application/xml\nContent-Length: {body.Length}\n\n"), .. body];

    private static byte[] Ok(string body) => Ok(Encoding.UTF8.GetBytes(body));

    private static IEnumerable<(string Name, byte[] Answer)> Answers()
    {
        yield return ("nothing", []);
        yield return ("noise", Bytes("SSH-2.0-OpenSSH_9.2\n\n"));
        yield return ("half a head", Bytes("HTTP/1.1 200 OK\nContent-Le"));
        yield return ("a status of four digits", Bytes("HTTP/1.1 2000 OK\n\n"));
        yield return ("a cut body", Bytes("HTTP/1.1 200 OK\nContent-Length: 1000\n\n<CopyObjectResult><ETag>e</ETag></CopyObjectResult>"));
        yield return ("an absurd length", Bytes("HTTP/1.1 200 OK\nContent-Length: 9223372036854775807\n\n<a/>"));
        yield return ("a negative length", Bytes("HTTP/1.1 200 OK\nContent-Length: -1\n\n"));
        yield return ("an absurd chunk", Bytes("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nFFFFFFFFFFFFFFFF\n<a/>"));
        yield return ("a chunk that is none", Bytes("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nzz\n<a/>"));
        yield return ("ten megabytes of headers", [.. Bytes("HTTP/1.1 200 OK\nx-a: "), .. Enumerable.Repeat((byte)'a', 10 * Mebibyte), .. Bytes("\n\n")]);
        yield return ("a million headers", Bytes("HTTP/1.1 200 OK\n" + string.Concat(Enumerable.Repeat("x-a: b\n", 1_000_000)) + "\n"));
        yield return ("an empty body", Ok(""));
        yield return ("text", Ok("fine"));
        yield return ("another document", Ok("<html/>"));
        yield return ("an error without a code", Ok("<Error><Message>m</Message></Error>"));
        yield return ("an error that is cut", Ok("<Error><Code>SlowDown</Code>"));
        yield return ("entities", Ok("<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><CopyObjectResult><ETag>&b;</ETag></CopyObjectResult>"));
        yield return ("an outer entity", Ok("<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><CopyObjectResult><ETag>&a;</ETag></CopyObjectResult>"));
        yield return ("depth", Ok(string.Concat(Enumerable.Repeat("<a>", 50_000))));
        yield return ("attributes", Ok("<CopyObjectResult " + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"a{i}='' "))));
        yield return ("UTF-16", Ok(Encoding.Unicode.GetBytes("<CopyObjectResult><ETag>e</ETag></CopyObjectResult>")));
        yield return ("bytes that are no UTF-8", Ok([.. "<CopyObjectResult><ETag>"u8, 0xFF, 0xFE, .. "</ETag></CopyObjectResult>"u8]));
        yield return ("zeros", Ok(new byte[10_000]));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Hostile_answer_is_an_error_and_not_a_success(string call)
    {
        await using var server = new HostileServer([]);
        foreach (var (name, answer) in Answers())
        {
            server.Answer = answer;
            using var store = ObjectStoreClient.Create(TestStores.Options("s3", server.Address) with { MaxAttempts = 2, AttemptTimeout = TimeSpan.FromMinutes(2), CopyTimeout = TimeSpan.FromMinutes(2) }, TimeProvider.System);
            var before = server.Requests;
            var error = await calls[call](store);
            Assert.True(error is not null, $"{call} took {name} for a success");
            Assert.True(error.Code is StoreErrorCode.OutcomeUnknown or StoreErrorCode.InvalidResponse or StoreErrorCode.ServerError or StoreErrorCode.Unrecognized, $"{call}, {name}: {error}");
            if (sentOnce.Contains(call))
            {
                Assert.Equal(StoreErrorCode.OutcomeUnknown, error.Code);
                Assert.Equal(1, server.Requests - before);
            }
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\n", "x-a: b\n", false)]
    [InlineData("HTTP/1.1 200 OK\nx-a: ", "aaaaaaaaaaaaaaaa", false)]
    [InlineData("HTTP/1.1 200 OK\n\n<CopyObjectResult><ETag>", "aaaaaaaaaaaaaaaa", true)]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n", "8\n        \n", true)]
    [InlineData("HTTP/1.1 100 Continue\n\n", "HTTP/1.1 100 Continue\n\n", false)]
    public async Task Answer_without_end_is_broken_off(string head, string filler, bool isBody)
    {
        await using var server = new HostileServer(Bytes(head), Bytes(string.Concat(Enumerable.Repeat(filler, 4096))));
        using var store = ObjectStoreClient.Create(TestStores.Options("cos", server.Address) with { MaxAttempts = 1, CopyTimeout = TimeSpan.FromMinutes(2) }, TimeProvider.System);
        var error = await calls["copy"](store);
        Assert.Equal(StoreErrorCode.OutcomeUnknown, error?.Code);
        if (isBody) Assert.InRange(server.Written, 0, MostTaken);
    }

    [Theory]
    [InlineData("Retry-After: 99999999999999999999")]
    [InlineData("Retry-After: -5")]
    [InlineData("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Retry-After: soon")]
    public async Task Absurd_wait_is_no_wait_or_a_bounded_one(string header)
    {
        await using var server = new HostileServer(Bytes($"HTTP/1.1 503 X\n{header}\nDate: Fri, 02 Jan 2026 03:04:05 GMT\nContent-Length: 0\n\n"));
        using var store = ObjectStoreClient.Create(TestStores.Options("s3", server.Address) with { MaxAttempts = 1 }, TimeProvider.System);
        var error = await calls["head"](store);
        Assert.Equal(StoreErrorCode.Throttled, error!.Code);
        Assert.True(error.RetryAfter is null || error.RetryAfter <= TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    [InlineData("yesterday")]
    public async Task Absurd_clock_of_the_server_is_survived(string date)
    {
        const string body = "<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>";
        await using var server = new HostileServer(Bytes($"HTTP/1.1 403 X\nConnection: close\nDate: {date}\nContent-Length: {body.Length}\n\n{body}"));
        using var store = ObjectStoreClient.Create(TestStores.Options("s3", server.Address), TimeProvider.System);
        Assert.Equal(StoreErrorCode.ClockSkew, (await calls["copy"](store))!.Code);
        Assert.Equal(StoreErrorCode.ClockSkew, (await calls["list"](store))!.Code);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\nETag: \"e\"\nContent-Length: 100\n\nshort")]
    [InlineData("HTTP/1.1 206 Partial\nETag: \"e\"\nContent-Range: bytes 0-99/100\nContent-Length: 100\n\nshort")]
    public async Task Content_that_is_too_short_ends_in_an_exception(string answer)
    {
        await using var server = new HostileServer(Bytes(answer));
        using var store = ObjectStoreClient.Create(TestStores.Options("s3", server.Address), TimeProvider.System);
        using var opened = (await store.GetObjectAsync(new ReadObjectRequest { Bucket = "b", Key = "k" }, Token)).ValueOrThrow();
        Assert.Equal(100, opened.Length);
        await Assert.ThrowsAnyAsync<IOException>(() => opened.Content.CopyToAsync(Stream.Null, Token));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\nETag: \"e\"\nContent-Length: 100\n\n")]
    [InlineData("HTTP/1.1 206 P\nETag: \"e\"\nContent-Range: bytes 5-14/100\nContent-Length: 10\n\n")]
    [InlineData("HTTP/1.1 206 P\nETag: \"e\"\nContent-Range: bytes 0-9/100\nContent-Length: 20\n\n")]
    [InlineData("HTTP/1.1 206 P\nETag: \"e\"\nContent-Range: bytes 9-0/100\nContent-Length: 10\n\n")]
    [InlineData("HTTP/1.1 206 P\nETag: \"e\"\nContent-Range: bytes 0-9/*\nContent-Length: 10\n\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 10\n\n")]
    public async Task Range_that_was_not_asked_for_is_refused(string answer)
    {
        await using var server = new HostileServer(Bytes(answer));
        using var store = ObjectStoreClient.Create(TestStores.Options("oss", server.Address) with { MaxAttempts = 1 }, TimeProvider.System);
        var result = await store.GetObjectAsync(new ReadObjectRequest { Bucket = "b", Key = "k", Range = new ByteRange(0, 9) }, Token);
        Assert.Equal(StoreErrorCode.InvalidResponse, result.Error?.Code);
    }
}
