using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Faults;

public sealed class FaultInjectorTests : EmulatorTest
{
    private const string Host = RawClient.CosHost;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Seed(EmulatorDialect.Cos, "examplebucket-1250000000", "ap-beijing", "k/", 2);
    }

    [Fact]
    public async Task First_requests_are_throttled_then_the_rule_is_spent()
    {
        Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.SlowDown, Bucket = "examplebucket-1250000000", Count = 2 });
        Assert.Equal("SlowDown", await Refused(503, Get()));
        Assert.Equal("SlowDown", await Refused(503, Get()));
        await Must(200, Get());
    }

    [Fact]
    public async Task Error_inside_200_comes_before_or_after_the_effect()
    {
        var before = Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.ErrorInsideOk, Operations = [Operation.CopyObject] });
        Assert.Equal("InternalError", await Refused(200, Copy("/a")));
        Assert.Equal(0, Emulator.Server.Requests.CountEffects(Operation.CopyObject));
        await Must(404, Raw.SendAsync("HEAD", Host, "/a"));
        Emulator.Server.Faults.Remove(before);
        Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.ErrorInsideOk, Operations = [Operation.CopyObject], AfterEffect = true });
        Assert.Equal("InternalError", await Refused(200, Copy("/a")));
        Assert.Equal(1, Emulator.Server.Requests.CountEffects(Operation.CopyObject, "examplebucket-1250000000", "a"));
        await Must(200, Raw.SendAsync("HEAD", Host, "/a"));
    }

    [Fact]
    public async Task Reset_after_the_effect_leaves_the_copy_made()
    {
        Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.Reset, Operations = [Operation.CopyObject], AfterEffect = true });
        Assert.Equal(0, (await Copy("/a")).Status);
        await Must(200, Raw.SendAsync("HEAD", Host, "/a"));
        var logged = Emulator.Server.Requests.Snapshot().Single(request => request.Operation == Operation.CopyObject);
        Assert.Equal((0, true, "Reset"), (logged.Status, logged.TookEffect, logged.Fault));
    }

    [Fact]
    public async Task Requests_above_the_rate_are_throttled_within_each_second()
    {
        Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.SlowDown, AboveRequestsPerSecond = 0 });
        await Must(503, Get());
        Emulator.Server.Faults.Clear();
        Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.SlowDown, AboveRequestsPerSecond = 1000 });
        await Must(200, Get());
    }

    [Fact]
    public async Task Stalled_request_does_not_keep_the_server_from_stopping()
    {
        Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.Stall, Operations = [Operation.GetObject] });
        var stalled = Get();
        while (Emulator.Server.Faults.Rules[0].Struck == 0) await Task.Yield();
        await Emulator.Server.DisposeAsync();
        Assert.Equal(0, (await stalled).Status);
    }

    [Fact]
    public async Task Wrong_etag_differs_and_truncated_body_is_shorter_than_promised()
    {
        var right = (await Must(200, Copy("/a"))).Element("ETag");
        Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.WrongETag, Operations = [Operation.CopyObject] });
        Assert.NotEqual(right, (await Must(200, Copy("/a"))).Element("ETag"));
        Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.TruncatedBody, Prefix = "k/" });
        var truncated = await Get();
        Assert.Equal("10", truncated.Header("Content-Length"));
        Assert.Equal(5, truncated.Body.Length);
    }

    [Fact]
    public async Task Skewed_clock_refuses_signatures_and_tells_its_time()
    {
        Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.ClockSkew, Skew = TimeSpan.FromHours(-2) });
        var answer = await Must(403, Get());
        var told = DateTimeOffset.Parse(answer.Header("Date")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(Emulator.Time.GetUtcNow() - told > TimeSpan.FromHours(1));
        Emulator.Server.Faults.Clear();
        await Must(200, Get());
    }

    [Fact]
    public async Task Same_seed_throws_the_same_dice()
    {
        async Task<string> Run()
        {
            var id = Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.InternalError, Probability = 0.5, Seed = 42 });
            var statuses = new List<int>();
            for (var i = 0; i < 12; i++) statuses.Add((await Get()).Status);
            Emulator.Server.Faults.Remove(id);
            return string.Join(' ', statuses);
        }
        var first = await Run();
        Assert.Contains("500", first, StringComparison.Ordinal);
        Assert.Contains("200", first, StringComparison.Ordinal);
        Assert.Equal(first, await Run());
    }

    [Fact]
    public async Task Blanks_come_ahead_of_the_document()
    {
        Emulator.Server.Faults.Add(new FaultRule { Kind = FaultKind.KeepAliveBlanks, Operations = [Operation.CopyObject], Blanks = 4 });
        var answer = await Must(200, Copy("/a"));
        Assert.StartsWith("    <?xml", answer.Text, StringComparison.Ordinal);
    }

    private Task<RawAnswer> Get() => Raw.SendAsync("GET", Host, "/k/000000000");

    private Task<RawAnswer> Copy(string target) => Raw.SendAsync("PUT", Host, target, "", ("x-cos-copy-source", $"{Host}/k/000000001"));
}
