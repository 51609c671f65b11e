using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Secrets;
using BulkCopy.Server.Stores;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>Stores that operators enter do not lead the server into the network it stands in.</summary>
public sealed class StoreAddressTests(PostgresFixture postgres, StrictServer strict) : IClassFixture<StrictServer>
{
    [Theory]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://127.1")]
    [InlineData("http://2130706433")]
    [InlineData("http://0177.0.0.1")]
    [InlineData("http://0x7f000001")]
    [InlineData("http://0x7f.0.0.1:8080")]
    [InlineData("http://10.1.2.3")]
    [InlineData("http://169.254.169.254")]
    [InlineData("http://2852039166")]
    [InlineData("http://169.254.0.23")]
    [InlineData("http://100.100.100.200")]
    [InlineData("http://192.168.1.1")]
    [InlineData("http://0.0.0.0")]
    [InlineData("http://localhost")]
    [InlineData("http://LOCALHOST.")]
    [InlineData("http://a.localhost")]
    [InlineData("http://[::1]")]
    [InlineData("http://[::]")]
    [InlineData("http://[::ffff:127.0.0.1]")]
    [InlineData("http://[::ffff:7f00:1]")]
    [InlineData("http://[fe80::1]")]
    [InlineData("http://[fd00:ec2::254]")]
    [InlineData("http://[64:ff9b::7f00:1]")]
    [InlineData("http://[2002:7f00:1::]")]
    [InlineData("http://１２７.０.０.１")]
    [InlineData("http://evil.example@127.0.0.1")]
    [InlineData("http://127.0.0.1#s3.amazonaws.com")]
    [InlineData("http://127.0.0.1\\@s3.amazonaws.com")]
    public async Task An_endpoint_inside_the_network_is_not_taken_however_it_is_written(string endpoint)
    {
        var server = await strict.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);

        using var answer = await client.PostAsJsonAsync("/api/v1/stores", Store("inside", endpoint));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("endpoint", out _));
    }

    [Fact]
    public async Task A_name_that_came_to_mean_an_inner_address_after_it_was_entered_is_not_connected_to()
    {
        await using var inner = new Listener("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var server = await StartAsync(allowPrivate: false);
        // As if the name had meant another address while it was checked.
        await PlantAsync(server, "rebound", $"http://localhost:{inner.Port}");
        using var client = await server.AsAsync(Role.Admin);

        using var answer = await client.PostAsJsonAsync("/api/v1/stores/rebound/test", new { bucket = "photos" });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("private, loopback and link-local", text, StringComparison.Ordinal);
        Assert.Equal(0, inner.Connections);
    }

    [Fact]
    public async Task A_store_that_redirects_is_not_followed()
    {
        await using var inner = new Listener("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var outer = new Listener($"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{inner.Port}/latest/meta-data/\r\nContent-Length: 0\r\n\r\n");
        await using var server = await StartAsync(allowPrivate: true);
        await PlantAsync(server, "redirecting", $"http://127.0.0.1:{outer.Port}");
        using var client = await server.AsAsync(Role.Admin);

        using var answer = await client.PostAsJsonAsync("/api/v1/stores/redirecting/test", new { bucket = "photos" });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ok").GetBoolean());
        Assert.NotEqual(0, outer.Connections);
        Assert.Equal(0, inner.Connections);
    }

    private Task<TestServer> StartAsync(bool allowPrivate) => StrictServer.StartAsync(postgres, allowPrivate);

    private static object Store(string name, string endpoint) =>
        new { name, dialect = "s3", region = "us-east-1", endpoint, addressing = "Path", accessKeyId = "AKIDTEST", secretAccessKey = "secret-of-a-test" };

    private static async Task PlantAsync(TestServer server, string name, string endpoint)
    {
        var secret = server.Services.GetRequiredService<SecretSealer>().Seal(name, new StoreSecret("secret-of-a-test", null).ToUtf8());
        var settings = new StoreSettings { Dialect = "s3", Region = "us-east-1", Endpoint = endpoint, Addressing = ObjectStores.AddressingStyle.Path, UseHttps = false };
        await server.Services.GetRequiredService<StoreTable>().CreateAsync(
            new StoreRow
            {
                Name = name, Settings = JsonSerializer.Serialize(settings, StoreCatalog.Json), AccessKeyId = "AKIDTEST", MasterKeyId = secret.MasterKeyId,
                SealedKey = secret.SealedKey, SealedSecret = secret.Content, UpdatedBy = "tests",
            },
            CancellationToken.None);
        await server.Services.GetRequiredService<StoreCatalog>().RefreshAsync(CancellationToken.None);
    }

    /// <summary>Answers every connection the same, and counts them.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly byte[] answer;
        private readonly Task accepting;
        private int connections;

        public Listener(string answer)
        {
            this.answer = Encoding.ASCII.GetBytes(answer);
            listener.Start();
            accepting = AcceptAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public int Connections => Volatile.Read(ref connections);

        public async ValueTask DisposeAsync()
        {
            listener.Stop();
            await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            listener.Dispose();
        }

        private async Task AcceptAsync()
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref connections);
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[8192]);
                await stream.WriteAsync(answer);
            }
        }
    }
}
