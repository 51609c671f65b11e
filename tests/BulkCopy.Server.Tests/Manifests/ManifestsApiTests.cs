using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using BulkCopy.Emulator;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Manifests;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Manifests;

public sealed class ManifestsApiTests(PostgresFixture postgres)
{
    private const string Bucket = "lists-1250000000";

    [Theory]
    [InlineData("cos-beijing")]
    [InlineData("oss-hangzhou")]
    [InlineData("aws")]
    public async Task A_browser_uploads_a_manifest_straight_to_a_bucket_and_comes_back_with_it(string store)
    {
        await using var emulator = await StartEmulatorAsync();
        await using var server = await StartAsync(emulator, store);
        using var client = await server.AsAsync(Role.Operator);
        var form = await FormAsync(client, store, 1000);

        using var posted = await PostAsync(emulator, form, "bucket,key\nb,k\n");
        Assert.Equal(HttpStatusCode.SeeOther, posted.StatusCode);
        using var landed = await client.GetAsync(posted.Headers.Location!.PathAndQuery);

        Assert.Equal(HttpStatusCode.Redirect, landed.StatusCode);
        Assert.StartsWith("/jobs/new?manifest=", landed.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var upload = await client.GetFromJsonAsync<JsonElement>($"/api/v1/manifest-uploads/{form.GetProperty("id").GetString()}");
        Assert.EndsWith("/list.csv", upload.GetProperty("key").GetString(), StringComparison.Ordinal);
        Assert.Equal(15, upload.GetProperty("size").GetInt64());
    }

    [Fact]
    public async Task A_job_of_a_manifest_is_made_only_if_the_manifest_is_there()
    {
        await using var emulator = await StartEmulatorAsync();
        await using var server = await StartAsync(emulator, "cos-beijing");
        using var client = await server.AsAsync(Role.Operator);
        using var posted = await PostAsync(emulator, await FormAsync(client, "cos-beijing", 1000), "bucket,key\nb,k\n");
        using var landed = await client.GetAsync(posted.Headers.Location!.PathAndQuery);
        var id = landed.Headers.Location!.OriginalString.Split('=')[1];
        var key = (await client.GetFromJsonAsync<JsonElement>($"/api/v1/manifest-uploads/{id}")).GetProperty("key").GetString();

        using var made = await client.PostAsJsonAsync("/api/v1/jobs", Job(new { kind = "Csv", at = $"cos-beijing:{Bucket}/{key}" }));
        using var absent = await client.PostAsJsonAsync("/api/v1/jobs", Job(new { kind = "Csv", at = $"cos-beijing:{Bucket}/{key}.not" }));
        using var never = await client.PostAsJsonAsync("/api/v1/jobs", Job(new { kind = "FailedOf", failedOf = 999 }));

        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        Assert.Contains("cannot be read", (await absent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("manifest.at")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("There is no run 999", (await never.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("manifest.failedOf")[0].GetString(), StringComparison.Ordinal);

        static object Job(object manifest) => new { name = "of a manifest", source = $"cos-beijing:{Bucket}/", destination = "oss-hangzhou:elsewhere/", manifest, confirm = true };
    }

    [Fact]
    public async Task An_inventory_that_is_no_csv_makes_no_job_and_says_what_to_do()
    {
        await using var emulator = await StartEmulatorAsync();
        await using var server = await StartAsync(emulator, "cos-beijing");
        using var client = await server.AsAsync(Role.Operator);
        var index = Encoding.UTF8.GetBytes("""{"fileFormat":"Parquet","fileSchema":"message","files":[]}""");
        var put = new PutObjectRequest { Bucket = Bucket, Key = "inv/manifest.json", Content = new MemoryStream(index), Length = index.Length };
        Assert.True((await new TestStores(emulator.Endpoint.Authority).Find("cos-beijing")!.PutObjectAsync(put, CancellationToken.None)).Succeeded);
        var place = $"cos-beijing:{Bucket}";

        using var answer = await client.PostAsJsonAsync("/api/v1/jobs", new { name = "named", source = $"{place}/a/", destination = $"{place}/b/", manifest = new { kind = "Inventory", at = $"{place}/inv/manifest.json" } });
        using var form = await client.GetAsync($"/jobs/new?step=plan&sourceStore=cos-beijing&sourceBucket={Bucket}&sourcePrefix=a/&manifestAt={place}/inv/manifest.json&destinationStore=cos-beijing&destinationBucket={Bucket}&destinationPrefix=b/");

        const string Refusal = "in the format Parquet, and only CSV is read: choose CSV";
        Assert.Contains(Refusal, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("manifest.at")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains(Refusal, await form.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_takes_nothing_larger_and_nothing_under_another_key()
    {
        await using var emulator = await StartEmulatorAsync();
        await using var server = await StartAsync(emulator, "cos-beijing");
        using var client = await server.AsAsync(Role.Operator);
        var form = await FormAsync(client, "cos-beijing", 10);

        using var large = await PostAsync(emulator, form, "more than ten bytes");
        using var elsewhere = await PostAsync(emulator, form, "x", key: "somewhere/else");

        Assert.Equal(HttpStatusCode.BadRequest, large.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
    }

    [Theory]
    [InlineData("bucket=other-1250000000&key={prefix}list.csv", "another bucket")]
    [InlineData("bucket=lists-1250000000&key=elsewhere/list.csv", "another key")]
    [InlineData("bucket=lists-1250000000&key={prefix}", "another key")]
    [InlineData("bucket=lists-1250000000", "another key")]
    [InlineData("bucket=lists-1250000000&key={prefix}list.csv", "cannot be read")]
    public async Task Nothing_that_a_browser_says_is_believed(string query, string objection)
    {
        await using var emulator = await StartEmulatorAsync();
        await using var server = await StartAsync(emulator, "cos-beijing");
        using var client = await server.AsAsync(Role.Operator);
        var form = await FormAsync(client, "cos-beijing", 10);
        var id = form.GetProperty("id").GetString();
        var prefix = Uri.EscapeDataString(form.GetProperty("fields")[0].GetProperty("value").GetString()!.Replace("${filename}", "", StringComparison.Ordinal));

        using var answer = await client.GetAsync($"/manifests/landed/{id}?{query.Replace("{prefix}", prefix, StringComparison.Ordinal)}");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(objection, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_manifests_that_land_at_once_the_second_is_not_taken_for_the_first()
    {
        await using var emulator = await StartEmulatorAsync();
        await using var server = await StartAsync(emulator, "cos-beijing");
        using var client = await server.AsAsync(Role.Operator);
        var form = await FormAsync(client, "cos-beijing", 10);
        using var one = await PostAsync(emulator, form, "1");
        var uploads = server.Services.GetRequiredService<ManifestUploadTable>();
        var upload = (await uploads.FindAsync(form.GetProperty("id").GetGuid(), default))!;
        var store = new TestStores(emulator.Endpoint.Authority).Find("cos-beijing")!;
        var forms = server.Services.GetRequiredService<ManifestForms>();
        (await store.PutObjectAsync(new PutObjectRequest { Bucket = Bucket, Key = upload.KeyPrefix + "other.csv", Content = new MemoryStream([1]), Length = 1 }, default)).ValueOrThrow();

        // Both were looked up before either had landed.
        Assert.Null(await forms.LandAsync(upload, store, Bucket, upload.KeyPrefix + "list.csv", null, default));
        Assert.Null(await forms.LandAsync(upload, store, Bucket, upload.KeyPrefix + "list.csv", null, default));
        Assert.Contains("another manifest", await forms.LandAsync(upload, store, Bucket, upload.KeyPrefix + "other.csv", null, default), StringComparison.Ordinal);
    }

    private static Task<EmulatorServer> StartEmulatorAsync() => EmulatorServer.StartAsync(
        new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = TestStores.AccessKeyId, Secret = TestStores.Secret }] }, TimeProvider.System, CancellationToken.None);

    private async Task<TestServer> StartAsync(EmulatorServer emulator, string store)
    {
        var stores = new TestStores(emulator.Endpoint.Authority);
        Assert.True((await stores.Find(store)!.CreateBucketAsync(Bucket, CancellationToken.None)).Succeeded);
        return await TestServer.StartAsync(postgres, stores: stores);
    }

    private static async Task<JsonElement> FormAsync(HttpClient client, string store, long mostBytes)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/manifest-uploads", new { store, bucket = Bucket, prefix = "incoming/", mostBytes });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    // What a browser does with the form; the bucket's host name leads to the emulator.
    private static async Task<HttpResponseMessage> PostAsync(EmulatorServer emulator, JsonElement form, string file, string? key = null)
    {
        using var body = new MultipartFormDataContent("boundary-of-a-browser");
        body.Headers.Remove("Content-Type");
        body.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=boundary-of-a-browser");
        foreach (var field in form.GetProperty("fields").EnumerateArray())
        {
            var name = field.GetProperty("name").GetString()!;
            var content = new StringContent(name == "key" && key is not null ? key : field.GetProperty("value").GetString()!);
            content.Headers.Remove("Content-Type");
            body.Add(content, $"\"{name}\"");
        }
        body.Add(new StringContent(file), "\"file\"", "list.csv");
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(emulator.Endpoint.Host, emulator.Endpoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var browser = new HttpClient(handler);
        return await browser.PostAsync(form.GetProperty("url").GetString(), body);
    }
}
