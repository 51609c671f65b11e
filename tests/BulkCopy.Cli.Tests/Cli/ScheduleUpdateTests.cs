using System.Text.Json;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

/// <summary>Changing schedules, in the database and at a server: what is not given stays as it is.</summary>
public sealed class ScheduleUpdateTests(ServedWorld served) : IClassFixture<ServedWorld>
{
    private const string Policy = "version: 1\nname: NAME\nlosses: report\nrules:\n  - { name: old, to: STANDARD_IA, match: { class: STANDARD } }\n";

    private CliWorld World => served.World;

    private CancellationToken Cancellation { get; } = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_given_changes_and_the_rest_stays(bool atServer)
    {
        var name = await CreateAsync(atServer, "--include", "**/*.jpg", "--exclude", "tmp/**", "--min-size", "1KiB", "--header", "Cache-Control=no-store", "--meta", "owner=ops", "--forbid-overwrite");
        var before = await JobAsync(name);

        var timed = (await AskAsync(atServer, "schedules", "update", name, "--cron", "0 3 * * *", "--misfire", "Skip", "--output", "json")).Expect(0).Json;
        Assert.Equal(("0 3 * * *", "Asia/Shanghai", "Skip", "12-25", 2), (
            timed.GetProperty("cron").GetString(), timed.GetProperty("timeZone").GetString(), timed.GetProperty("misfire").GetString(),
            Assert.Single(timed.GetProperty("blackoutDays").EnumerateArray()).GetString(), timed.GetProperty("revision").GetInt32()));
        Assert.Equal(before.GetRawText(), (await JobAsync(name)).GetRawText());

        (await AskAsync(atServer, "schedules", "update", name, "--exclude", "--max-size", "1GiB", "--header", "Cache-Control=max-age=60", "--forbid-overwrite", "false", "--blackout-day")).Expect(0);
        var after = await JobAsync(name);
        var (selection, copy) = (after.GetProperty("selection"), after.GetProperty("copy"));
        Assert.Equal(("**/*.jpg", 1024, 1L << 30, 0), (
            Assert.Single(selection.GetProperty("include").EnumerateArray()).GetString(), selection.GetProperty("minSizeBytes").GetInt64(),
            selection.GetProperty("maxSizeBytes").GetInt64(), selection.GetProperty("exclude").GetArrayLength()));
        Assert.False(copy.GetProperty("forbidOverwrite").GetBoolean());
        Assert.Equal("max-age=60", copy.GetProperty("metadata").GetProperty("set").GetProperty("cacheControl").GetString());
        Assert.Contains("owner", copy.GetProperty("metadata").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, (await ShowAsync(name)).GetProperty("blackoutDays").GetArrayLength());

        (await AskAsync(atServer, "schedules", "update", name, "--name", $"{name}-moved", $"s3-east:{name}/x/", "--job-anew")).Expect(0);
        after = await JobAsync($"{name}-moved");
        Assert.Equal(
            ($"{name}-moved", $"s3-east:{name}/x/", before.GetProperty("destination").GetString(), 0),
            (after.GetProperty("name").GetString(), after.GetProperty("source").GetString(), after.GetProperty("destination").GetString(), after.GetProperty("selection").GetProperty("include").GetArrayLength()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_becomes_a_policy_and_a_policy_a_copy(bool atServer)
    {
        var name = await CreateAsync(atServer);
        var policy = await PolicyAsync("cold");

        var tiering = (await AskAsync(atServer, "schedules", "update", name, "cos-beijing:tiered-1250000000/a/", "--tiering", policy, "--output", "json")).Expect(0).Json;
        Assert.Equal(("cold", "cos-beijing:tiered-1250000000/a/"), (tiering.GetProperty("tieringPolicy").GetString(), tiering.GetProperty("source").GetString()));
        (await AskAsync(atServer, "schedules", "update", name, "--time-zone", "UTC")).Expect(0);
        Assert.Equal(name, (await JobAsync(name)).GetProperty("name").GetString());
        (await AskAsync(atServer, "schedules", "update", name, "--tiering", await PolicyAsync("colder"))).Expect(0);
        var shown = await ShowAsync(name);
        Assert.Equal(("colder", "cos-beijing:tiered-1250000000/a/"), (shown.GetProperty("tieringPolicy").GetString(), shown.GetProperty("source").GetString()));
        Assert.Contains("applies the policy 'colder'", (await AskAsync(atServer, "schedules", "update", name, "--min-size", "1KiB")).Expect(2).Error, StringComparison.Ordinal);

        var copy = (await AskAsync(atServer, "schedules", "update", name, $"s3-east:{name}", $"s3-east:{name}-to/copies/", "--exclude", "copies/**", "--output", "json")).Expect(0).Json;
        Assert.Equal(JsonValueKind.Null, copy.TryGetProperty("tieringPolicy", out var none) ? none.ValueKind : JsonValueKind.Null);
        Assert.Equal($"s3-east:{name}-to/copies/", copy.GetProperty("destination").GetString());
    }

    [Theory]
    [InlineData("NAME --cron nonsense", "nonsense")]
    [InlineData("NAME --time-zone Nowhere/Else", "Nowhere/Else")]
    [InlineData("NAME --name OTHER", "There is a schedule named 'OTHER' already.")]
    [InlineData("NAME --min-size 2GiB --max-size 1GiB", "No object has at least")]
    [InlineData("NAME --compare mirror", "--delete-max")]
    [InlineData("NAME nowhere:b", "nowhere")]
    [InlineData("NAME --prices table.yaml", "--prices are those of a tiering policy: name it by --tiering.")]
    [InlineData("NAME s3-east:a s3-east:b --tiering policy.yaml", "leave DST away")]
    [InlineData("NAME --manifest-format csv", "name one by --manifest")]
    [InlineData("NAME", "Nothing of the schedule 'NAME' is to be changed")]
    [InlineData("never-declared --cron x", "There is no schedule 'never-declared'")]
    public async Task What_cannot_be_is_refused_and_changes_nothing(string arguments, string sentence)
    {
        var (name, other) = (await CreateAsync(atServer: false), await CreateAsync(atServer: false));
        var before = (await ShowAsync(name)).GetRawText();
        string Named(string text) => text.Replace("NAME", name, StringComparison.Ordinal).Replace("OTHER", other, StringComparison.Ordinal);
        string[] line = ["schedules", "update", .. Named(arguments).Split(' ')];

        foreach (var atServer in new[] { false, true })
            Assert.Contains(Named(sentence), (await AskAsync(atServer, line)).Expect(2).Error, StringComparison.Ordinal);
        Assert.Equal(before, (await ShowAsync(name)).GetRawText());
    }

    private async Task<string> CreateAsync(bool atServer, params string[] options)
    {
        var name = $"updated{CliWorld.Unique()}";
        await World.CreateBucketAsync("s3-east", name, "x/a.jpg");
        await World.CreateBucketAsync("s3-east", $"{name}-to");
        (await AskAsync(
            atServer, ["schedules", "create", name, $"s3-east:{name}", $"s3-east:{name}-to/c/", "--cron", "0 2 * * *", "--time-zone", "Asia/Shanghai", "--blackout-day", "12-25", .. options])).Expect(0);
        return name;
    }

    private async Task<string> PolicyAsync(string name)
    {
        var path = Path.Combine(World.Directory, $"update-{name}.yaml");
        await File.WriteAllTextAsync(path, Policy.Replace("NAME", name, StringComparison.Ordinal), Cancellation);
        return path;
    }

    private Task<ProcessResult> AskAsync(bool atServer, params string[] arguments) => InProcess.RunAsync(atServer ? served.Variables : World.Variables, arguments);

    private async Task<JsonElement> ShowAsync(string name) => (await AskAsync(false, "schedules", "show", name, "--output", "json")).Expect(0).Json;

    /// <summary>What a schedule runs, as the API tells it.</summary>
    private async Task<JsonElement> JobAsync(string name)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        http.DefaultRequestHeaders.Authorization = new("Bearer", served.Key);
        var number = (await ShowAsync(name)).GetProperty("scheduleId").GetInt64();
        return JsonDocument.Parse(await http.GetStringAsync(new Uri($"{served.Address}/api/v1/schedules/{number}"), Cancellation)).RootElement.GetProperty("job");
    }
}
