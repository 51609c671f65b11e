using System.Net;
using System.Net.Sockets;
using System.Text;
using BulkCopy.ObjectStores;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

/// <summary>The same verbs at a server and in the database: what they print is the same.</summary>
public sealed class ServerOptionTests(ServedWorld served) : IClassFixture<ServedWorld>
{
    private const string Policy = """
        version: 1
        name: cold
        losses: report
        rules:
          - name: old
            match: { olderThan: 30d, class: STANDARD }
            to: STANDARD_IA
        """;

    private CliWorld World => served.World;

    [Fact]
    public async Task A_copy_is_made_by_the_servers_worker_and_every_verb_prints_what_it_prints_of_the_database()
    {
        await World.CreateBucketAsync("s3-east", "remote-from", "a,b\"c.txt", "line\nend", "plain");
        await World.CreateBucketAsync("s3-east", "remote-to");
        var copied = (await AskAsync("copy", "s3-east:remote-from", "s3-east:remote-to", "--idempotency-key", "once", "--output", "json")).Expect(0).Json;
        var run = $"{copied.GetProperty("runId")}";

        Assert.Equal((3, "Complete"), (copied.GetProperty("copied").GetInt64(), copied.GetProperty("state").GetString()));
        await AssertSameAsync("runs", "list", "--output", "json");
        await AssertSameAsync("runs", "list");
        await AssertSameAsync("runs", "show", run, "--output", "json");
        await AssertSameReportAsync("runs", "report", run);
        await AssertSameReportAsync("runs", "report", run, "--failed-only", "--output", "json");
        await AssertSameAsync("runs", "explain", run, "line\nend", "--output", "json");
        await AssertSameAsync("runs", "watch", run, "--output", "json");
        await AssertSameAsync("runs", "retry-failed", run, "--output", "json");
        var again = (await AskAsync("copy", "s3-east:remote-from", "s3-east:remote-to", "--idempotency-key", "once", "--output", "json")).Expect(0).Json;
        Assert.Equal(run, $"{again.GetProperty("runId")}");
    }

    [Fact]
    public async Task A_report_is_written_to_a_file_with_the_number_of_its_rows()
    {
        await World.CreateBucketAsync("s3-east", "rows-from", "a", "with\nline \"ends\"\n");
        await World.CreateBucketAsync("s3-east", "rows-to");
        var run = (await AskAsync("copy", "s3-east:rows-from", "s3-east:rows-to", "--output", "json")).Expect(0).Json.GetProperty("runId");
        var (remote, local) = (Path.Combine(World.Directory, "remote.csv"), Path.Combine(World.Directory, "local.csv"));

        var told = (await AskAsync("runs", "report", $"{run}", "--format", "csv", "--out", remote, "--output", "json")).Expect(0).Json;
        var known = (await World.RunAsync("runs", "report", $"{run}", "--format", "csv", "--out", local, "--output", "json")).Expect(0).Json;

        Assert.Equal(2, told.GetProperty("rows").GetInt64());
        foreach (var hash in new[] { "reportRoot", "verifiedRoot" })
            Assert.Equal(known.GetProperty(hash).GetString(), told.GetProperty(hash).GetString());
        Assert.Equal(await File.ReadAllTextAsync(local, TestContext.Current.CancellationToken), await File.ReadAllTextAsync(remote, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_run_is_confirmed_and_cancelled_and_what_its_state_forbids_is_said_in_the_same_words()
    {
        await World.CreateBucketAsync("s3-east", "steer-from", "x");
        await World.CreateBucketAsync("s3-east", "steer-to");
        var waiting = (await AskAsync("copy", "s3-east:steer-from", "s3-east:steer-to", "--confirm", "--output", "json")).Expect(0).Json;
        var run = $"{waiting.GetProperty("runId")}";

        Assert.Equal("Suspended", waiting.GetProperty("state").GetString());
        Assert.Equal("Cancelled", (await AskAsync("runs", "cancel", run, "--output", "json")).Expect(0).Json.GetProperty("state").GetString());
        foreach (var verb in new[] { "confirm", "pause", "resume" })
            await AssertSameAsync("runs", verb, run);
        await AssertSameAsync("runs", "show", "999999");
        await AssertSameAsync("runs", "explain", run, "not there");
    }

    [Fact]
    public async Task Versions_are_told_of_one_key_and_of_all()
    {
        using var east = World.Open("s3-east");
        foreach (var bucket in new[] { "told-from", "told-to" })
        {
            await World.CreateBucketAsync("s3-east", bucket);
            (await east.SetVersioningAsync(bucket, BucketVersioning.Enabled, CancellationToken.None)).ValueOrThrow();
        }
        foreach (var (key, size) in new[] { ("a b", 1), ("a b", 2), ("a b.old", 3), ("line\nend", 4) })
            (await east.PutObjectAsync(new PutObjectRequest { Bucket = "told-from", Key = key, Content = new MemoryStream(new byte[size]), Length = size }, CancellationToken.None)).ValueOrThrow();
        (await east.DeleteObjectAsync("told-from", "a b", null, CancellationToken.None)).ValueOrThrow();
        var run = $"{(await AskAsync("copy", "s3-east:told-from", "s3-east:told-to", "--versions", "all", "--output", "json")).Expect(0).Json.GetProperty("runId")}";

        // What the name of another key begins with is not that key.
        Assert.Equal(3, (await AskAsync("runs", "versions", run, "a b", "--output", "json")).Expect(0).Json.GetProperty("versions").GetArrayLength());
        foreach (var key in new[] { "a b", "line\nend", "not there" })
        {
            await AssertSameAsync("runs", "versions", run, key, "--output", "json");
            await AssertSameAsync("runs", "versions", run, key);
        }
        await AssertSameReportAsync("runs", "versions", run);
        await AssertSameReportAsync("runs", "versions", run, "--output", "json");
        var (here, there) = (Temporary("versions-here.jsonl"), Temporary("versions-there.jsonl"));
        Assert.Equal(
            (await World.RunAsync("runs", "versions", run, "--out", here, "--output", "json")).Expect(0).Json.GetProperty("rows").GetInt64(),
            (await AskAsync("runs", "versions", run, "--out", there, "--output", "json")).Expect(0).Json.GetProperty("rows").GetInt64());
        Assert.Equal(await File.ReadAllTextAsync(here), await File.ReadAllTextAsync(there));
        await AssertSameAsync("runs", "versions", "999999");
    }

    [Fact]
    public async Task Schedules_are_declared_shown_paused_started_and_deleted()
    {
        await World.CreateBucketAsync("cos-beijing", "tier-1250000000", "old");
        var policy = Path.Combine(World.Directory, "policy.yaml");
        await File.WriteAllTextAsync(policy, Policy, TestContext.Current.CancellationToken);
        string[] declare = ["schedules", "create", "nightly", "cos-beijing:tier-1250000000", "--tiering", policy, "--cron", "0 2 * * *", "--time-zone", "Asia/Shanghai", "--output", "json"];

        Assert.Equal("cold", (await AskAsync(declare)).Expect(0).Json.GetProperty("tieringPolicy").GetString());
        Assert.Contains("nightly", (await AskAsync(declare)).Expect(2).Error, StringComparison.Ordinal);
        Assert.True((await AskAsync("schedules", "pause", "nightly", "--output", "json")).Expect(0).Json.GetProperty("paused").GetBoolean());
        (await AskAsync("schedules", "resume", "nightly")).Expect(0);
        var fired = (await AskAsync("schedules", "run-now", "nightly", "--output", "json")).Expect(0).Json;
        await AskAsync("runs", "watch", $"{fired.GetProperty("runId")}");
        await AssertSameAsync("schedules", "list", "--output", "json");
        await AssertSameAsync("schedules", "show", "nightly", "--output", "json");
        await AssertSameAsync("tiering", "days", "--output", "json");
        (await AskAsync("schedules", "delete", "nightly")).Expect(0);
        await AssertSameAsync("schedules", "show", "nightly");
    }

    [Fact]
    public async Task A_policy_is_simulated_and_applied_by_the_server()
    {
        await World.CreateBucketAsync("cos-beijing", "simulated-1250000000", "one", "two");
        var policy = Path.Combine(World.Directory, "simulated.yaml");
        await File.WriteAllTextAsync(policy, Policy.Replace("30d", "0s", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var broken = Path.Combine(World.Directory, "broken.yaml");
        await File.WriteAllTextAsync(broken, Policy.Replace("STANDARD_IA", "NO_SUCH", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var there = (await AskAsync("tiering", "simulate", policy, "cos-beijing:simulated-1250000000", "--output", "json")).Expect(0).Json;
        Assert.Equal(2, there.GetProperty("objects").GetInt64());
        Assert.Contains("NO_SUCH", (await AskAsync("tiering", "simulate", broken, "cos-beijing:simulated-1250000000")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await AskAsync("tiering", "run", policy, "cos-beijing:simulated-1250000000", "--output", "json")).Expect(0).Json.GetProperty("copied").GetInt64());
    }

    [Fact]
    public async Task Stores_are_those_of_the_server()
    {
        await World.CreateBucketAsync("oss-hangzhou", "there", "first.txt");
        var shown = (await AskAsync("stores", "show", "oss-hangzhou", "--output", "json")).Expect(0).Json;

        Assert.Equal((1L << 30, "configuration"), (shown.GetProperty("simpleCopyBytes").GetInt64(), shown.GetProperty("credentials").GetString()));
        Assert.Equal(7, (await AskAsync("stores", "list", "--output", "json")).Expect(0).JsonLines.Count);
        Assert.True((await AskAsync("stores", "test", "oss-hangzhou:there/", "--output", "json")).Expect(0).Json.GetProperty("ok").GetBoolean());
        Assert.Contains("has no store 'nowhere'", (await AskAsync("stores", "show", "nowhere")).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_is_verified_and_a_run_exported_certified_and_dropped_at_a_server()
    {
        await World.CreateBucketAsync("s3-east", "proved-from", "a", "with\nline \"ends\"\n", "c");
        await World.CreateBucketAsync("s3-east", "proved-to", "a", "extra");
        var (report, mend, here, there) = (Temporary("differences.csv"), Temporary("mend.csv"), Temporary("here.json"), Temporary("there.json"));
        var found = (await AskAsync("verify", "s3-east:proved-from", "s3-east:proved-to", "--report", report, "--mend", mend, "--output", "json")).Expect(3).Json;
        var run = $"{found.GetProperty("run").GetProperty("runId")}";

        Assert.Equal((1, 2, 1), (Number(found, "equal"), Number(found, "missing"), Number(found, "extra")));
        Assert.Equal(3, (await File.ReadAllTextAsync(report)).Split("Missing").Length + (await File.ReadAllTextAsync(report)).Split("Extra").Length - 2);
        Assert.StartsWith("Bucket,Key,VersionId", await File.ReadAllTextAsync(mend), StringComparison.Ordinal);
        foreach (var what in new[] { "entries", "outcomes", "parts", "events" })
        {
            Assert.Equal(
                (await World.RunAsync("runs", "export", run, "--what", what, "--out", here, "--output", "json")).Expect(0).Json.GetProperty("rows").GetInt64(),
                (await AskAsync("runs", "export", run, "--what", what, "--out", there, "--output", "json")).Expect(0).Json.GetProperty("rows").GetInt64());
            Assert.Equal(await File.ReadAllTextAsync(here), await File.ReadAllTextAsync(there));
        }
        await File.WriteAllTextAsync(there, (await AskAsync("runs", "certificate", run)).Expect(0).Output);
        await AssertSameAsync("certificate", "check", there, "--output", "json");
        await AssertSameAsync("certificate", "check", there, "--live");
        Assert.Contains("leave --server away", (await AskAsync("certificate", "check", there, "--report", report)).Expect(2).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await AskAsync("runs", "drop", "999999")).ExitCode);
        (await AskAsync("runs", "drop", run)).Expect(0);
        await AssertSameAsync("runs", "list", "--dropped");
        await AssertSameAsync("certificate", "check", there);
        await AssertSameAsync("runs", "prune", "--older-than", "1d", "--output", "json");
    }

    [Fact]
    public async Task A_job_is_planned_and_buckets_are_limited_and_probed_at_a_server()
    {
        await World.CreateBucketAsync("s3-east", "planned-from", "a", "b");
        await World.CreateBucketAsync("s3-east", "planned-to");
        string[] plan = ["plan", "s3-east:planned-from", "s3-east:planned-to", "--requests-per-second", "100"];
        var (here, there) = (await InProcess.RunAsync(World.Variables, plan), await AskAsync(plan));
        Assert.Equal((here.Expect(0).Output, here.Error), (there.Expect(0).Output, there.Error));
        Assert.Contains("cannot be used", (await AskAsync([.. plan, "--prices", World.ConfigFile])).Expect(2).Error, StringComparison.Ordinal);

        await AskAsync("stores", "limit", "s3-east:planned-to", "--in-flight", "5", "--window", "Sat-Sun 00:00-24:00 UTC: 9 req/s");
        await AssertSameAsync("stores", "limit", "s3-east:planned-to", "--output", "json");
        Assert.Equal("Limits of s3-east:planned-to: 3 req/s; 5 in flight; Sat-Sun 00:00-24:00 UTC: 9 req/s.", (await AskAsync("stores", "limit", "s3-east:planned-to", "--requests-per-second", "3")).Expect(0).Output.Trim());
        await AssertSameAsync("stores", "limits", "--output", "json");
        Assert.Equal("Limits of s3-east:planned-to: none.", (await AskAsync("stores", "limit", "s3-east:planned-to", "--clear")).Expect(0).Output.Trim());
        await AssertSameAsync("stores", "limit", "nowhere:b");
        Assert.Equal("s3-east:planned-to/", (await AskAsync("stores", "probe", "s3-east:planned-from", "--to", "s3-east:planned-to", "--output", "json")).Expect(0).Json.GetProperty("destination").GetString());
    }

    [Fact]
    public async Task A_wrong_key_a_weak_one_and_none_are_told_apart()
    {
        var wrong = served.Variables;
        wrong["BULKCOPY_API_KEY"] = "bc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        var weak = served.Variables;
        weak["BULKCOPY_API_KEY"] = await served.CreateKeyAsync("Viewer");
        var none = served.Variables;
        none.Remove("BULKCOPY_API_KEY");

        Assert.Contains("does not accept the API key", (await InProcess.RunAsync(wrong, "runs", "list")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("may not do this", (await InProcess.RunAsync(weak, "copy", "s3-east:a", "s3-east:b", "--detach")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("env:BULKCOPY_API_KEY names the environment variable", (await InProcess.RunAsync(none, "runs", "list")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("is no address of a server", (await InProcess.RunAsync(served.Variables, "runs", "list", "--server", "over there")).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_ends_with_1()
    {
        // Bound, so that nobody else gets the port, and not listening.
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)nobody.LocalEndPoint!).Port;
        var result = await InProcess.RunAsync(served.Variables, "runs", "list", "--server", $"http://127.0.0.1:{port}");

        Assert.StartsWith($"bulkcopy: The server at http://127.0.0.1:{port}/ does not answer: ", result.Expect(1).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found", "text/plain", "not here")]
    [InlineData("HTTP/1.1 404 Not Found", "application/problem+json", """{"title":"Not Found","status":404}""")]
    [InlineData("HTTP/1.1 200 OK", "application/json", """{"items":[{"runId":1,"state":"NotKnownHere"}]}""")]
    [InlineData("HTTP/1.1 200 OK", "text/html", "<p>Hello</p>")]
    public async Task Another_or_an_older_server_is_refused_with_the_remedy(string status, string type, string body)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, $"{status}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
        var result = await InProcess.RunAsync(served.Variables, "runs", "list", "--server", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        await answering;

        Assert.Contains("the server is older than this command line, or something else answers there", result.Expect(2).Error, StringComparison.Ordinal);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.ReadAtLeastAsync(new byte[64 * 1024], 1, cancellationToken: TestContext.Current.CancellationToken);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), TestContext.Current.CancellationToken);
    }

    private string Temporary(string name) => Path.Combine(World.Directory, $"served-{name}");

    private static long Number(System.Text.Json.JsonElement document, string name) => document.GetProperty(name).GetInt64();

    private Task<ProcessResult> AskAsync(params string[] arguments) => InProcess.RunAsync(served.Variables, arguments);

    // A report goes past the terminal's writer, to the process's own standard output.
    private async Task AssertSameReportAsync(params string[] arguments)
    {
        await using var process = BulkCopyProcess.Start(arguments, served.Variables);
        var there = await process.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((await World.RunAsync(arguments)).Expect(0).Output, there.Expect(0).Output);
    }

    private async Task AssertSameAsync(params string[] arguments)
    {
        var here = await InProcess.RunAsync(World.Variables, arguments);
        var there = await AskAsync(arguments);

        Assert.Equal((here.ExitCode, here.Output, here.Error), (there.ExitCode, there.Output, there.Error));
    }
}
