using System.Net;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Dashboard;

public sealed class RunPageTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_run_that_verifies_proves_objects_and_not_copies()
    {
        await using var server = await SceneAsync();
        await ExecuteAsync(server, "INSERT INTO bulkcopy.run_totals (run_id, worker_id, listed, listed_bytes, already_present, failed, verified) VALUES (9, 1, 40, 400, 30, 10, 25)");

        var page = await ReadAsync(server, "/runs/9");

        Assert.Contains("Comparing", page, StringComparison.Ordinal);
        Assert.Contains("25 of 40 objects", page, StringComparison.Ordinal);
        Assert.DoesNotContain("of 0 copies", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_mirror_deleted_is_among_the_results()
    {
        await using var server = await SceneAsync();
        await ExecuteAsync(server, "INSERT INTO bulkcopy.run_totals (run_id, worker_id, listed, listed_bytes, copied, deleted, to_delete) VALUES (8, 1, 40, 400, 33, 7, 7)");
        Assert.Matches("Deleted<div[^>]*>[^<]*</div></td><td[^>]*>7<", await ReadAsync(server, "/runs/8"));
    }

    [Fact]
    public async Task The_button_for_all_retries_all_whatever_else_was_chosen()
    {
        await using var server = await SceneAsync();
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("lin", TestServer.Password);

        using var answer = await browser.PostFormAsync(
            "/runs/1/retry-failed", new() { ["code"] = "EntityTooLarge", ["all"] = "true", [BrowserSession.Field] = await browser.FormTokenAsync("/runs/1/failures") });

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(0, (await server.Runs.FindAsync(new RunId(1), default))!.Totals.Failed);
    }

    [Fact]
    public async Task Failures_that_were_retried_are_gone_from_the_page_at_once()
    {
        await using var server = await SceneAsync();
        Assert.Contains("AccessDenied", await ReadAsync(server, "/runs/1/failures"), StringComparison.Ordinal);
        Assert.Equal(ApiScene.Denied, await server.Services.GetRequiredService<RetryFailed>().RetryAsync(new RunId(1), ["AccessDenied"], null, "again", default));

        var page = await ReadAsync(server, "/runs/1/failures");

        Assert.Contains("EntityTooLarge", page, StringComparison.Ordinal);
        Assert.DoesNotContain("AccessDenied", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_account_and_key_can_be_reached_however_many_there_are()
    {
        await using var server = await SceneAsync();
        await ExecuteAsync(server, """
            INSERT INTO bulkcopy.accounts (name, role, password_hash) SELECT 'person-' || i, 'Viewer', 'x' FROM generate_series(1, 210) i;
            INSERT INTO bulkcopy.api_keys (name, token_hash, role, areas, created_by, expires_at) SELECT 'program-' || i, sha256(i::text::bytea), 'Viewer', '{}', 't', now() + interval '1 day' FROM generate_series(1, 210) i
            """);

        var first = await ReadAsync(server, "/access");
        var (people, programs) = (Next(first, "afterAccount"), Next(first, "afterKey"));

        Assert.DoesNotContain("person-210", first, StringComparison.Ordinal);
        Assert.Contains("person-210", await ReadAsync(server, people), StringComparison.Ordinal);
        Assert.Contains("program-210", await ReadAsync(server, programs), StringComparison.Ordinal);
    }

    private static string Next(string page, string cursor) => System.Text.RegularExpressions.Regex.Match(page, $"/access\\?{cursor}=\\d+").Value;

    private async Task<TestServer> SceneAsync()
    {
        var server = await TestServer.StartAsync(postgres, options => options.Secrets.MasterKeyFrom = MasterKey.Reference);
        await ApiScene.BuildAsync(server);
        return server;
    }

    private static async Task ExecuteAsync(TestServer server, string statements)
    {
        await using var command = server.Database.CreateCommand(statements);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ReadAsync(TestServer server, string path)
    {
        using var client = await server.AsAsync(Role.Admin);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return await client.GetStringAsync(path);
    }
}
