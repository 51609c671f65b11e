using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Control;

public sealed class ControlEndpointTests : EmulatorTest
{
    private const string Root = "/-/emulator/";

    protected override EmulatorOptions Change(EmulatorOptions options) => options with { ControlToken = "let-me" };

    [Fact]
    public async Task Seeds_faults_and_counters_are_reached_with_the_token()
    {
        await Must(200, Send("POST", "seed", """{"dialect":"S3","bucket":"made","prefix":"p/","count":3,"size":5}"""));
        await Must(200, Send("POST", "faults", """{"kind":"SlowDown","bucket":"made","operations":["ListObjects"],"count":1}"""));
        await Must(503, Raw.SendAsync("GET", "localhost", "/made"));
        Assert.Equal(3, (await Must(200, Raw.SendAsync("GET", "localhost", "/made"))).Elements("Key").Length);
        Assert.Contains("\"count\":2", (await Must(200, Send("GET", "requests?operation=listobjects&bucket=made"))).Text, StringComparison.Ordinal);
        Assert.Contains("\"struck\":1", (await Must(200, Send("GET", "faults"))).Text, StringComparison.Ordinal);
        await Must(200, Send("DELETE", "faults"));
        await Must(200, Send("DELETE", "requests"));
        Assert.Equal(0, Emulator.Server.Requests.Count(Operation.ListObjects));
    }

    [Fact]
    public async Task Without_the_token_nothing_is_reached()
    {
        await Must(403, Raw.SendUnsignedAsync("GET", Root + "faults", [("Host", "localhost")], []));
        await Must(403, Raw.SendUnsignedAsync("GET", Root + "faults", [("Host", "localhost"), ("X-Emulator-Token", "guess")], []));
    }

    [Fact]
    public async Task Nonsense_is_400()
    {
        await Must(400, Send("POST", "faults", """{"kind":"Meteorite"}"""));
        await Must(400, Send("POST", "faults", """{"kind":"SlowDown","typo":1}"""));
        await Must(400, Send("POST", "seed", "nonsense"));
        await Must(400, Send("GET", "requests?operation=Nothing"));
    }

    private Task<RawAnswer> Send(string method, string path, string body = "") => Raw.SendUnsignedAsync(
        method, Root + path, [("Host", "localhost"), ("X-Emulator-Token", "let-me"), ("Content-Length", $"{body.Length}")], System.Text.Encoding.UTF8.GetBytes(body));
}
