using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using BulkCopy.Server.Stores;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Stores;

public sealed class StoresApiTests(PostgresFixture postgres, SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task An_entered_store_works_for_jobs_at_once_and_never_shows_its_secret()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);

        using var made = await client.PostAsJsonAsync("/api/v1/stores", Store("new-one"));
        var text = await made.Content.ReadAsStringAsync() + await client.GetStringAsync("/api/v1/stores/new-one") + await client.GetStringAsync("/api/v1/stores");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Contains("AKID****", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-a-test", text, StringComparison.Ordinal);
        Assert.NotNull(server.Services.GetRequiredService<StoreCatalog>().Find("new-one"));
    }

    [Fact]
    public async Task A_secret_that_is_left_out_stays_but_goes_nowhere_else()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        await client.PostAsJsonAsync("/api/v1/stores", Store("kept"));

        using var elsewhere = await PutAsync(client, "kept", new { dialect = "cos", region = "ap-shanghai", accessKeyId = "AKIDTEST" }, "\"1\"");
        using var here = await PutAsync(client, "kept", new { dialect = "cos", region = "ap-beijing", accessKeyId = "AKIDTEST", addressing = "VirtualHost" }, "\"1\"");
        using var late = await PutAsync(client, "kept", Store("kept"), "\"1\"");

        Assert.Equal(HttpStatusCode.BadRequest, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.OK, here.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
    }

    [Fact]
    public async Task A_provider_that_is_not_among_the_allowed_hosts_is_refused_by_whichever_way_it_is_named()
    {
        await using var server = await TestServer.StartAsync(postgres, options =>
        {
            options.Secrets.MasterKeyFrom = MasterKey.Reference;
            options.Endpoints.Allowed.Add("s3.example.com");
        });
        using var client = await server.AsAsync(Role.Admin);

        using var elsewhere = await client.PostAsJsonAsync("/api/v1/stores", Store("elsewhere"));

        Assert.Equal(HttpStatusCode.BadRequest, elsewhere.StatusCode);
        Assert.Contains("cos.ap-beijing.myqcloud.com is not among those", await elsewhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_taken_in_every_letter_case_since_jobs_name_stores_in_any()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        await client.PostAsJsonAsync("/api/v1/stores", Store("taken"));

        using var other = await client.PostAsJsonAsync("/api/v1/stores", Store("TAKEN"));

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
    }

    [Fact]
    public async Task A_store_is_not_deleted_while_a_run_needs_it()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        await client.PostAsJsonAsync("/api/v1/stores", Store("needed"));
        var runs = server.Services.GetRequiredService<IRunLedger>();
        var spec = new JobSpec { Name = "needs it", Source = new("needed", "photos-1250000000", ""), Destination = new("needed", "archive-1250000000", "") };
        var run = await runs.CreateAsync(spec, null, CancellationToken.None);

        using var refused = await DeleteAsync(client);
        await runs.MoveAsync(run.Id, [run.State], RunState.Cancelled, null, CancellationToken.None);
        using var deleted = await DeleteAsync(client);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains($"run {run.Id} (needs it)", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        static async Task<HttpResponseMessage> DeleteAsync(HttpClient client)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/stores/needed");
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            return await client.SendAsync(request);
        }
    }

    [Theory]
    [InlineData("endpoint", "http://169.254.169.254")]
    [InlineData("endpoint", "https://evil.example")]
    [InlineData("region", "x.evil.example/")]
    [InlineData("dialect", "nfs")]
    [InlineData("name", "../up")]
    [InlineData("secretAccessKey", "two words")]
    [InlineData("accessKeyId", "a\r\nb")]
    public async Task A_store_that_cannot_be_used_names_the_field(string field, string value)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        var store = new Dictionary<string, object?>
        {
            ["name"] = "bad", ["dialect"] = "cos", ["region"] = "ap-beijing", ["accessKeyId"] = "AKIDTEST", ["secretAccessKey"] = "secret-of-a-test", [field] = value,
        };

        using var answer = await client.PostAsJsonAsync("/api/v1/stores", store);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Stores_of_the_configuration_are_shown_and_not_changed()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);

        using var answer = await PutAsync(client, "cos-beijing", Store("cos-beijing"), "\"1\"");
        using var taken = await client.PostAsJsonAsync("/api/v1/stores", Store("cos-beijing"));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
    }

    [Fact]
    public async Task Without_a_master_key_no_store_is_entered()
    {
        await using var server = await TestServer.StartAsync(postgres);
        using var client = await server.AsAsync(Role.Admin);

        using var answer = await client.PostAsJsonAsync("/api/v1/stores", Store("none"));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("MasterKeyFrom", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_leads_inside_the_network_is_not_connected_to_whatever_it_was_when_it_was_entered()
    {
        var guard = new EndpointGuard(Microsoft.Extensions.Options.Options.Create(new ServerOptions()));
        using var store = ObjectStoreClient.Create(
            new ObjectStoreOptions
            {
                Name = "rebound", Dialect = Dialect.Parse("s3"), Region = "us-east-1", Endpoint = "http://localhost:9", AddressingStyle = AddressingStyle.Path,
                MaxAttempts = 1, AllowsAddress = guard.Allows, Credentials = new StaticCredentialProvider(new StoreCredentials("a", "b")),
            },
            TimeProvider.System);

        var answer = await store.HeadBucketAsync("bucket", CancellationToken.None);

        Assert.Equal(StoreErrorCode.ConnectionFailed, answer.Error!.Code);
        Assert.Contains("private, loopback and link-local", answer.Error.Message, StringComparison.Ordinal);
    }

    private static object Store(string name) =>
        new { name, dialect = "cos", region = "ap-beijing", accessKeyId = "AKIDTEST", secretAccessKey = "secret-of-a-test" };

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string name, object store, string match)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/stores/{name}") { Content = JsonContent.Create(store) };
        request.Headers.TryAddWithoutValidation("If-Match", match);
        return await client.SendAsync(request);
    }
}
