using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

/// <summary>A class fixture: a world with a server process, whose worker does the runs, and an API key of it.</summary>
public sealed class ServedWorld(PostgresFixture postgres) : IAsyncLifetime
{
    private BulkCopyProcess? _server;

    public CliWorld World { get; } = new(postgres);

    public string Address { get; private set; } = "";

    /// <summary>Variables of verbs that ask the server. There is no database, no configuration and no store's secret among them.</summary>
    public Dictionary<string, string> Variables => new()
    {
        ["BULKCOPY_HOME"] = World.Variables["BULKCOPY_HOME"],
        ["BULKCOPY_SERVER"] = Address,
        ["BULKCOPY_API_KEY"] = Key,
    };

    public string Key { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        var variables = World.Variables;
        variables["TEST_UNSET"] = "set now";
        variables["BULKCOPY__Server__Access__Mode"] = "Open";
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server = BulkCopyProcess.Start(["serve", "--listen", "http://127.0.0.1:0"], variables, onLine: line =>
        {
            if (line.StartsWith("Serving at ", StringComparison.Ordinal))
                seen.TrySetResult(line.Split(' ')[2]);
        });
        Address = await seen.Task.WaitAsync(TimeSpan.FromMinutes(5), TimeProvider.System, CancellationToken.None);
        Key = await CreateKeyAsync("Admin");
    }

    /// <summary>A new API key of a role.</summary>
    public async Task<string> CreateKeyAsync(string role)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        using var made = await http.PostAsJsonAsync($"{Address}/api/v1/api-keys", new { name = $"tests {role}", role, days = 1 });
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await World.DisposeAsync();
    }
}
