using System.Text;
using BulkCopy.ObjectStores.Tests.Fakes;
using BulkCopy.ObjectStores.Tests.Hostile;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Http;

/// <summary>What a call comes to when the network or the store misbehaves.</summary>
public sealed class CallOutcomeTests : IAsyncDisposable
{
    private const string Copied = "<CopyObjectResult><ETag>\"ee8de918d05640145b18f70f4c3aa602\"</ETag><CRC64>16749565679157681890</CRC64><LastModified>2020-04-10T18:20:30Z</LastModified></CopyObjectResult>";

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(77);

    private readonly ScriptedServer server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static CopyObjectRequest Copy => new() { Source = new CopySource("source-1", "a"), Bucket = "target-1", Key = "b" };

    private static string Error(string code) => $"<?xml version='1.0' encoding='utf-8' ?><Error><Code>{code}</Code><Message>because</Message><RequestId>r1</RequestId></Error>";

    [Theory]
    [InlineData("cos"), InlineData("oss"), InlineData("s3"), InlineData("bsc"), InlineData("minio"), InlineData("ceph")]
    public async Task Copy_gives_what_the_document_says(string dialect)
    {
        server.Answer(200, Copied);
        using var store = TestStores.Client(dialect, server);
        var result = await store.CopyObjectAsync(Copy, Token);
        Assert.Null(result.Error);
        Assert.Equal("ee8de918d05640145b18f70f4c3aa602", result.Value.ETag);
        Assert.Equal(16749565679157681890, result.Value.Crc64);
        Assert.Equal(new DateTimeOffset(2020, 4, 10, 18, 20, 30, TimeSpan.Zero), result.Value.LastModified);
    }

    [Fact]
    public async Task Error_document_under_status_200_is_an_error()
    {
        server.Answer(200, "\n\n  " + Error("InternalError"));
        using var store = TestStores.Client("cos", server);
        var result = await store.CopyObjectAsync(Copy, Token);
        Assert.Equal(StoreErrorCode.OutcomeUnknown, result.Error!.Code);
        Assert.Equal("PUT Object - Copy", result.Error.Operation);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("<html><body>hello</body></html>")]
    [InlineData("<CopyObjectResult><ETag>\"ee8de918d05640145b18f70f4c3aa602\"</ETag>")]
    [InlineData("<CopyObjectResult></CopyObjectResult>")]
    [InlineData("<CopyObjectResult><ETag>&nope;</ETag></CopyObjectResult>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><CopyObjectResult><ETag>&b;</ETag></CopyObjectResult>")]
    [InlineData("<CopyObjectResult><ETag>a</ETag></CopyObjectResult><Error/>")]
    public async Task Answer_that_proves_nothing_leaves_a_copy_unknown(string body)
    {
        server.Answer(200, body);
        using var store = TestStores.Client("s3", server);
        var result = await store.CopyObjectAsync(Copy, Token);
        Assert.Equal(StoreErrorCode.OutcomeUnknown, result.Error!.Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Copy_whose_answer_is_lost_on_a_kept_connection_is_sent_once()
    {
        server.Answer(200, Copied).Answer(null).Answer(200, Copied);
        using var store = TestStores.Client("s3", server);
        Assert.True((await store.CopyObjectAsync(Copy, Token)).Succeeded);
        var lost = await store.CopyObjectAsync(Copy, Token);
        Assert.Equal(StoreErrorCode.OutcomeUnknown, lost.Error!.Code);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Copy_cut_in_its_answer_is_unknown()
    {
        server.Answer(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<Copy\r\n")).Answer(null);
        var time = new RungTime(patience);
        using var store = TestStores.Client("cos", server, options => options with { CopyTimeout = patience }, time);
        var copying = store.CopyObjectAsync(Copy, Token);
        // Once when it is sent, and once more when the answer begins.
        while (time.Set < 2) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        time.Ring();
        var result = await copying;
        Assert.Equal(StoreErrorCode.OutcomeUnknown, result.Error!.Code);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("cos", 503, "SlowDown", StoreErrorCode.Throttled)]
    [InlineData("cos", 500, "InternalError", StoreErrorCode.OutcomeUnknown)]
    [InlineData("cos", 404, "NoSuchCopySource", StoreErrorCode.NoSuchKey)]
    [InlineData("cos", 409, "FileAlreadyExists", StoreErrorCode.AlreadyExists)]
    [InlineData("oss", 403, "InvalidObjectState", StoreErrorCode.ArchivedObject)]
    [InlineData("oss", 503, "TotalQpsLimitExceeded", StoreErrorCode.Throttled)]
    [InlineData("s3", 412, "PreconditionFailed", StoreErrorCode.PreconditionFailed)]
    [InlineData("s3", 400, "NeverHeardOf", StoreErrorCode.InvalidRequest)]
    public async Task Copy_refused_by_the_store_is_typed_and_not_repeated(string dialect, int status, string code, StoreErrorCode expected)
    {
        server.Answer(status, Error(code));
        using var store = TestStores.Client(dialect, server);
        var result = await store.CopyObjectAsync(Copy, Token);
        Assert.Equal((expected, code, status), (result.Error!.Code, result.Error.ProviderCode, result.Error.Status));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Gateway_error_leaves_a_copy_unknown()
    {
        server.Answer(502, "<html>bad gateway</html>");
        using var store = TestStores.Client("oss", server);
        Assert.Equal(StoreErrorCode.OutcomeUnknown, (await store.CopyObjectAsync(Copy, Token)).Error!.Code);
    }

    [Theory]
    [InlineData("x-amz-copy-source-If-Match", StoreErrorCode.PreconditionFailed)]
    [InlineData("If-None-Match", StoreErrorCode.AlreadyExists)]
    public async Task Named_condition_decides_between_source_and_destination(string condition, StoreErrorCode expected)
    {
        server.Answer(412, $"<Error><Code>PreconditionFailed</Code><Message>m</Message><Condition>{condition}</Condition></Error>").Answer(404);
        using var store = TestStores.Client("s3", server);
        var result = await store.CopyObjectAsync(Copy with { ForbidOverwrite = true, Conditions = new CopyConditions { IfMatch = "e" } }, Token);
        Assert.Equal(expected, result.Error!.Code);
    }

    [Fact]
    public async Task Unexplained_412_asks_whether_the_destination_exists()
    {
        server.Answer(412, Error("PreconditionFailed")).Answer(200, "", "ETag: \"x\"");
        using var store = TestStores.Client("s3", server);
        var result = await store.CopyObjectAsync(Copy with { ForbidOverwrite = true, Conditions = new CopyConditions { IfMatch = "e" } }, Token);
        Assert.Equal(StoreErrorCode.AlreadyExists, result.Error!.Code);
        Assert.StartsWith("HEAD /b ", server.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Oss_304_on_a_copy_is_an_unmet_precondition()
    {
        server.Answer(Encoding.ASCII.GetBytes("HTTP/1.1 304 Not Modified\r\n\r\n"));
        using var store = TestStores.Client("oss", server);
        Assert.Equal(StoreErrorCode.PreconditionFailed, (await store.CopyObjectAsync(Copy, Token)).Error!.Code);
    }

    [Fact]
    public async Task Part_copy_is_repeated_until_it_is_answered()
    {
        server.Answer(503, Error("SlowDown")).Answer(null).Answer(200, "garbage").Answer(200, "<CopyPartResult><ETag>&quot;e&quot;</ETag></CopyPartResult>");
        using var store = TestStores.Client("s3", server);
        var part = new UploadPartCopyRequest { Source = new CopySource("s", "a"), Bucket = "b", Key = "k", UploadId = "u", PartNumber = 1, Range = new ByteRange(0, 9) };
        var result = await store.UploadPartCopyAsync(part, Token);
        Assert.Equal("e", result.Value.ETag);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Read_that_is_never_answered_ends_after_the_attempts()
    {
        server.Answer(500).Answer(500).Answer(500).Answer(500).Answer(200, "", "ETag: \"x\"");
        using var store = TestStores.Client("s3", server);
        var result = await store.HeadObjectAsync(new ReadObjectRequest { Bucket = "b", Key = "k" }, Token);
        Assert.Equal(StoreErrorCode.ServerError, result.Error!.Code);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Wait_longer_than_the_patience_is_left_to_the_caller()
    {
        server.Answer(503, Error("SlowDown"), "Retry-After: 30");
        using var store = TestStores.Client("cos", server);
        var result = await store.HeadBucketAsync("b", Token);
        Assert.Equal(TimeSpan.FromSeconds(30), result.Error!.RetryAfter);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Copy_refused_for_its_date_is_signed_anew_with_the_servers_clock()
    {
        server.Answer(403, Error("RequestTimeTooSkewed"), "Date: Fri, 02 Jan 2026 03:04:05 GMT").Answer(200, Copied);
        using var store = TestStores.Client("s3", server);
        Assert.True((await store.CopyObjectAsync(Copy, Token)).Succeeded);
        Assert.Contains("x-amz-date: 20260102T0304", server.Requests[1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Nobody_listening_is_a_connection_failure()
    {
        var address = server.Address;
        await server.DisposeAsync();
        using var store = ObjectStoreClient.Create(TestStores.Options("cos", address), TimeProvider.System);
        var result = await store.CopyObjectAsync(Copy, Token);
        Assert.Equal(StoreErrorCode.ConnectionFailed, result.Error!.Code);
    }

    [Fact]
    public async Task Redirect_is_an_error_that_names_the_place_and_is_not_followed()
    {
        server.Answer(301, "<Error><Code>PermanentRedirect</Code><Message>m</Message><Endpoint>b.s3-eu-west-1.amazonaws.com</Endpoint></Error>", "Location: http://elsewhere.example/");
        using var store = TestStores.Client("s3", server);
        var result = await store.CopyObjectAsync(Copy, Token);
        Assert.Equal((StoreErrorCode.WrongRegion, "b.s3-eu-west-1.amazonaws.com"), (result.Error!.Code, result.Error.Endpoint));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Server_that_does_not_speak_tls_was_never_asked()
    {
        await using var noise = new HostileServer("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());
        using var store = ObjectStoreClient.Create(TestStores.Options("cos", noise.Address) with { UseHttps = true, MaxAttempts = 1 }, TimeProvider.System);
        Assert.Equal(StoreErrorCode.ConnectionFailed, (await store.CopyObjectAsync(Copy, Token)).Error!.Code);
    }

    [Fact]
    public async Task Silence_ends_an_attempt_and_at_last_the_call()
    {
        server.Answer([]).Answer([]).Answer([]);
        var time = new RungTime(patience);
        using var store = TestStores.Client("s3", server, options => options with { AttemptTimeout = patience, CopyTimeout = patience, MaxAttempts = 2 }, time);
        var asking = store.HeadBucketAsync("b", Token);
        foreach (var attempt in new[] { 1, 2 })
        {
            await server.ReadAsync(attempt, Token);
            time.Ring();
        }
        Assert.Equal(StoreErrorCode.InvalidResponse, (await asking).Error!.Code);
        Assert.Equal(2, server.Requests.Count);
        var copying = store.CopyObjectAsync(Copy, Token);
        await server.ReadAsync(3, Token);
        time.Ring();
        Assert.Equal(StoreErrorCode.OutcomeUnknown, (await copying).Error!.Code);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Total_time_ends_the_waiting_with_the_last_error()
    {
        server.Answer(503, Error("SlowDown"), "Retry-After: 3600");
        using var store = TestStores.Client("s3", server, options => options with { TotalTimeout = TimeSpan.FromMilliseconds(200), RetryBaseDelay = TimeSpan.FromHours(1), RetryMaxDelay = TimeSpan.FromHours(1) });
        Assert.Equal(StoreErrorCode.Throttled, (await store.ListObjectsAsync(new ListObjectsRequest { Bucket = "b" }, Token)).Error!.Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Content_that_ends_early_is_not_stored()
    {
        using var store = TestStores.Client("s3", server);
        var result = await store.PutObjectAsync(new PutObjectRequest { Bucket = "b", Key = "k", Content = new MemoryStream([1, 2]), Length = 5 }, Token);
        Assert.Equal(StoreErrorCode.RefusedLocally, result.Error!.Code);
        Assert.Contains("3 bytes before", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Part_is_sent_again_from_its_beginning()
    {
        server.Answer(503, Error("SlowDown")).Answer(200, "", "ETag: \"e\"");
        using var store = TestStores.Client("cos", server);
        var content = new MemoryStream("skipped|content"u8.ToArray()) { Position = 8 };
        var part = await store.UploadPartAsync(new UploadPartRequest { Bucket = "b", Key = "k", UploadId = "u", PartNumber = 1, Content = content, Length = 7 }, Token);
        Assert.Equal("e", part.Value.ETag);
        Assert.All(server.Requests, request => Assert.EndsWith("\r\n\r\ncontent", request, StringComparison.Ordinal));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Head_of_oss_explains_itself_in_a_header()
    {
        var document = Convert.ToBase64String(Encoding.UTF8.GetBytes(Error("InvalidObjectState")));
        server.Answer(Encoding.ASCII.GetBytes($"HTTP/1.1 403 Forbidden\r\nx-oss-err: {document}\r\nx-oss-request-id: 5F3\r\n\r\n"));
        using var store = TestStores.Client("oss", server);
        var error = (await store.HeadObjectAsync(new ReadObjectRequest { Bucket = "b", Key = "k" }, Token)).Error!;
        Assert.Equal((StoreErrorCode.ArchivedObject, "InvalidObjectState", "5F3"), (error.Code, error.ProviderCode, error.RequestId));
    }

    [Fact]
    public async Task Cancellation_throws()
    {
        server.Answer([]);
        using var store = TestStores.Client("s3", server);
        using var cancelled = new CancellationTokenSource();
        var call = store.HeadBucketAsync("b", cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Theory]
    [InlineData("/a//b/./../c d+e%41?#é&=日本.txt", "/a//b/./../c%20d%2Be%2541%3F%23%C3%A9%26%3D%E6%97%A5%E6%9C%AC.txt")]
    public async Task Keys_go_over_the_wire_as_they_are(string key, string path)
    {
        server.Answer(200, "", "ETag: \"x\"").Answer(200, "", "ETag: \"x\"");
        using var s3 = TestStores.Client("s3", server);
        Assert.True((await s3.HeadObjectAsync(new ReadObjectRequest { Bucket = "b", Key = key }, Token)).Succeeded);
        Assert.StartsWith($"HEAD /{path} HTTP/1.1\r\nHost: b.s3.us-east-1.amazonaws.com\r\n", server.Requests[0], StringComparison.Ordinal);
        using var cos = TestStores.Client("cos", server);
        Assert.True((await cos.HeadObjectAsync(new ReadObjectRequest { Bucket = "b-1", Key = key }, Token)).Succeeded);
        Assert.StartsWith($"HEAD /%2F{path[1..]} HTTP/1.1\r\nHost: b-1.cos.ap-beijing.myqcloud.com\r\n", server.Requests[1], StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
