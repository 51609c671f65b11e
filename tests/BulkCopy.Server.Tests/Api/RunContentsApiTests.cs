using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Api;

public sealed class RunContentsApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("", ApiScene.Entries)]
    [InlineData("result=Failed", ApiScene.Denied + ApiScene.TooLarge)]
    [InlineData("result=Failed&code=EntityTooLarge", ApiScene.TooLarge)]
    [InlineData("code=AccessDenied", ApiScene.Denied)]
    [InlineData("result=Skipped", 1)]
    [InlineData("prefix=2024/a%20", 20)]
    [InlineData("prefix=2024/a%201", 11)]
    [InlineData("prefix=2024/b", 10)]
    [InlineData("prefix=2024/", ApiScene.Entries)]
    [InlineData("prefix=2025", 0)]
    [InlineData("prefix=2024/b&result=Failed", ApiScene.TooLarge)]
    public async Task Pages_of_entries_hold_each_entry_once_whatever_the_filter(string filter, int expected)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);
        var entries = new List<long>();
        string? cursor = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/1/entries?limit=4&{filter}{(cursor is null ? "" : $"&cursor={cursor}")}");
            entries.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("entry").GetInt64()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null && entries.Count < 1000);

        Assert.Equal(expected, entries.Count);
        Assert.Equal(expected, entries.Distinct().Count());
    }

    [Theory]
    [InlineData("/api/v1/runs/1/entries?limit=0", "limit")]
    [InlineData("/api/v1/runs/1/entries?limit=501", "limit")]
    [InlineData("/api/v1/runs/1/entries?cursor=1;DROP", "cursor")]
    [InlineData("/api/v1/runs/1/explain", "key")]
    [InlineData("/api/v1/runs/1/explain?key=%00", "key")]
    [InlineData("/api/v1/runs/1/report?format=../../etc/passwd", "format")]
    public async Task A_query_that_cannot_be_used_names_its_field(string path, string field)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);

        using var answer = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Failures_come_by_code_with_advice()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);

        var groups = (await client.GetFromJsonAsync<JsonElement>("/api/v1/runs/1/failures")).GetProperty("items").EnumerateArray().ToArray();

        Assert.Equal(["AccessDenied", "EntityTooLarge"], groups.Select(group => group.GetProperty("code").GetString()));
        Assert.Equal(ApiScene.Denied, groups[0].GetProperty("count").GetInt64());
        Assert.Contains("credentials", groups[0].GetProperty("advice").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", false, 1 + ApiScene.Entries)]
    [InlineData("json", true, ApiScene.Denied + ApiScene.TooLarge)]
    public async Task A_report_has_a_line_for_every_entry_and_a_file_name_of_ours(string format, bool failedOnly, int lines)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);

        using var answer = await client.GetAsync($"/api/v1/runs/1/report?format={format}&failedOnly={failedOnly}");

        Assert.StartsWith("run-1", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'), StringComparison.Ordinal);
        Assert.Equal(lines, (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_key_is_explained_by_its_history()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);

        var items = (await client.GetFromJsonAsync<JsonElement>("/api/v1/runs/1/explain?key=2024/a%200.jpg")).GetProperty("items").EnumerateArray().ToArray();
        var absent = (await client.GetFromJsonAsync<JsonElement>("/api/v1/runs/1/explain?key=2024/none")).GetProperty("items").EnumerateArray().Single();

        Assert.Contains(items, item => item.GetProperty("what").GetString() == "failed");
        Assert.Equal(("no-entry", "not in cos-beijing:photos-1250000000/2024/ (any more)"), (absent.GetProperty("what").GetString(), absent.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_stream_ends_when_the_key_of_its_listener_is_revoked()
    {
        var server = await shared.OpenAsync();
        var keys = server.Services.GetRequiredService<ApiKeyTable>();
        var key = AccessToken.New(AccessToken.ApiKeyPrefix);
        var made = await keys.CreateAsync("listens", AccessToken.Hash(key), "Viewer", [], "tests", DateTimeOffset.UnixEpoch.AddYears(100), default);
        using var client = server.WithKey(key);
        using var answer = await client.GetAsync("/api/v1/runs/3/stream", HttpCompletionOption.ResponseHeadersRead);

        Assert.True(await keys.RevokeAsync(made.Id, default));

        Assert.DoesNotContain("event: end", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_tells_progress_and_ends_with_the_run()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);
        using var answer = await client.GetAsync("/api/v1/runs/4/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("event: progress", await NextAsync(lines, "event:"));

        await ApiScene.SetStateAsync(server.Database, 4, RunState.Cancelled);

        Assert.Equal("event: progress", await NextAsync(lines, "event:"));
        Assert.Equal("event: end", await NextAsync(lines, "event:"));
        Assert.Contains("\"Cancelled\"", await NextAsync(lines, "data:"), StringComparison.Ordinal);
        Assert.Null(await lines.ReadLineAsync() is "" ? await lines.ReadLineAsync() : "more");
    }

    [Fact]
    public async Task Workers_uploads_and_events_come_in_pages()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);

        var live = (await client.GetFromJsonAsync<JsonElement>("/api/v1/workers?live=true")).GetProperty("items");
        var orphans = (await client.GetFromJsonAsync<JsonElement>("/api/v1/uploads?orphans=true")).GetProperty("items");
        var first = await client.GetFromJsonAsync<JsonElement>("/api/v1/uploads?limit=1");
        var second = await client.GetFromJsonAsync<JsonElement>($"/api/v1/uploads?limit=1&cursor={first.GetProperty("next").GetString()}");
        var events = await client.GetFromJsonAsync<JsonElement>("/api/v1/runs/1/events?limit=2");

        Assert.Equal("host:1", Assert.Single(live.EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("orphan", Assert.Single(orphans.EnumerateArray()).GetProperty("key").GetString());
        Assert.Equal("open", Assert.Single(second.GetProperty("items").EnumerateArray()).GetProperty("key").GetString());
        Assert.Equal(["event 5", "event 4"], events.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("message").GetString()));
    }

    private static async Task<string?> NextAsync(StreamReader lines, string beginning)
    {
        while (await lines.ReadLineAsync() is { } line)
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
        return null;
    }
}
