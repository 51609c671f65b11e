using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Npgsql;
using Xunit;

namespace BulkCopy.Server.Tests.Access;

public sealed class AuditTrailTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task What_was_done_and_what_was_refused_is_written_down_with_the_request()
    {
        var server = await shared.OpenAsync();
        using var viewer = await server.AsAsync(Role.Viewer);
        using var operators = await server.AsAsync(Role.Operator);
        using var admin = await server.AsAsync(Role.Admin);

        using var refused = await viewer.PostAsync("/api/v1/runs/5/cancel", null);
        using var done = await operators.PostAsync("/api/v1/runs/5/cancel", null);
        using var conflict = await operators.PostAsync("/api/v1/runs/5/confirm", null);
        var records = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/audit?limit=3")).GetProperty("items").EnumerateArray().ToArray();

        Assert.Equal(["runs.confirm", "runs.cancel", "runs.cancel"], records.Select(record => record.GetProperty("action").GetString()));
        Assert.Equal([409, 200, 403], records.Select(record => record.GetProperty("status").GetInt32()));
        Assert.Equal("Operator of tests", records[1].GetProperty("actor").GetString());
        Assert.Equal(done.Headers.GetValues("X-Request-Id").Single(), records[1].GetProperty("requestId").GetString());
        Assert.Equal("/api/v1/runs/5/cancel", records[1].GetProperty("target").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
    }

    [Theory]
    [InlineData("UPDATE bulkcopy.audit_log SET actor = 'x'")]
    [InlineData("DELETE FROM bulkcopy.audit_log")]
    [InlineData("TRUNCATE bulkcopy.audit_log")]
    public async Task The_database_refuses_to_change_what_was_written(string sql)
    {
        var server = await shared.OpenAsync();
        await using var command = server.Database.CreateCommand(sql);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Contains("append-only", refusal.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_people_who_were_not_let_in_cannot_break_a_line()
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("mallory\r\nINFO root signed in", "x");
        using var admin = await server.AsAsync(Role.Admin);

        var record = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/audit?limit=1")).GetProperty("items")[0];

        Assert.Equal("mallory\uFFFD\uFFFDINFO root signed in", record.GetProperty("actor").GetString());
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("mallory\r", StringComparison.Ordinal));
    }
}
