using System.Net;
using System.Net.Http.Json;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace BulkCopy.Server.Tests.Api;

public sealed class AccountsApiTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Two_administrators_who_take_the_role_from_each_other_leave_one()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.AddAccountAsync("root", Role.Admin);
        await server.AddAccountAsync("lin", Role.Admin);
        using var admin = await server.AsAsync(Role.Admin);
        HttpResponseMessage[] answers;
        await using (var holder = await server.Database.OpenConnectionAsync())
        {
            // Both are on their way before either is done.
            await using var held = await holder.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("SELECT FROM bulkcopy.accounts FOR UPDATE", holder))
                await hold.ExecuteNonQueryAsync();
            var requests = Task.WhenAll(DemoteAsync(admin, "root"), DemoteAsync(admin, "lin"));
            await WaitingAsync(server, 2);
            await held.CommitAsync();
            answers = await requests;
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
        Assert.Single(await server.Services.GetRequiredService<AccountTable>().ListAsync(0, 10, default), account => account.Role == "Admin");
    }

    [Fact]
    public async Task A_password_is_changed_together_with_the_sessions_that_end_or_not_at_all()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.AddAccountAsync("root", Role.Admin);
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("root", TestServer.Password);
        using var admin = await server.AsAsync(Role.Admin);
        await using (var broken = server.Database.CreateCommand("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken off'; END $$;
            CREATE TRIGGER refuse BEFORE DELETE ON bulkcopy.sessions FOR EACH ROW EXECUTE FUNCTION refuse();
            """))
            await broken.ExecuteNonQueryAsync();

        using var answer = await admin.PutAsJsonAsync("/api/v1/accounts/root/password", new { password = "another-long-password" });

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        using var another = new BrowserSession(server.Browser());
        Assert.Equal(HttpStatusCode.Redirect, (await another.SignInAsync("root", TestServer.Password)).StatusCode);
    }

    private static Task<HttpResponseMessage> DemoteAsync(HttpClient admin, string name)
    {
        var change = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/accounts/{name}") { Content = JsonContent.Create(new { role = "Viewer" }) };
        change.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        return admin.SendAsync(change);
    }

    private static async Task WaitingAsync(TestServer server, long most)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        await using var look = server.Database.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        while (await look.ExecuteScalarAsync(patience.Token) is not long waiting || waiting < most)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }
}
