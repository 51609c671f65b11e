using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>The server behind nginx as <c>deploy/nginx/bulkcopy.conf</c> sets it up, with TLS. Without nginx the tests are skipped; build.sh fetches it where it can.</summary>
public sealed class ReverseProxyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Site = "https://copy.example.com";
    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
        .Select(path => Path.Combine(path, "nginx")).FirstOrDefault(File.Exists);

    private readonly string directory = Directory.CreateTempSubdirectory("bulkcopy-nginx-").FullName;
    private TestServer? server;
    private Process? nginx;
    private string fingerprint = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Program is null, "nginx is not installed.");
        server = await TestServer.StartAsync(postgres, options =>
        {
            options.PathBase = "/bulkcopy";
            options.AllowedHosts.Add("copy.example.com");
            options.Proxy.Trusted.Add("127.0.0.1");
        });
        await server.AddAccountAsync("root", Role.Admin);
        await WriteAsync();
        nginx = Process.Start(new ProcessStartInfo(Program!, ["-p", directory, "-c", "nginx.conf", "-e", "error.log"]))!;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var looks = 0; looks < 3600 && !nginx.HasExited && !File.Exists(Socket); looks++)
            await timer.WaitForNextTickAsync();
        Assert.False(nginx.HasExited, File.Exists(Path.Combine(directory, "error.log")) ? await File.ReadAllTextAsync(Path.Combine(directory, "error.log")) : "nginx ended at once.");
    }

    public async ValueTask DisposeAsync()
    {
        if (nginx is not null)
        {
            nginx.Kill(entireProcessTree: true);
            await nginx.WaitForExitAsync();
            nginx.Dispose();
        }
        if (server is not null)
            await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_person_signs_in_and_stays_under_the_base_and_under_tls()
    {
        using var browser = new BrowserSession(Client());
        browser.Client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var sent = await browser.Client.GetAsync("/bulkcopy/runs");
        Assert.Equal("/bulkcopy/sign-in?returnUrl=%2Fbulkcopy%2Fruns", sent.Headers.Location!.OriginalString);
        using var page = await browser.Client.GetAsync(sent.Headers.Location);
        Assert.Contains("max-age", page.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);

        using var answer = await browser.PostFormAsync("/bulkcopy/sign-in", new()
        {
            ["name"] = "root", ["password"] = TestServer.Password, ["returnUrl"] = "/bulkcopy/runs", [BrowserSession.Field] = await browser.FormTokenAsync("/bulkcopy/sign-in"),
        });

        Assert.Equal("/bulkcopy/runs", answer.Headers.Location!.OriginalString);
        var cookie = answer.Headers.GetValues("Set-Cookie").Last();
        Assert.Contains("path=/bulkcopy", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await browser.Client.GetAsync("/bulkcopy/runs")).StatusCode);
    }

    [Fact]
    public async Task What_a_browser_says_of_itself_is_not_believed()
    {
        using var client = Client();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-Prefix", "/elsewhere"), ("X-Forwarded-Host", "attacker.example"), ("X-Forwarded-Proto", "http"), ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-User", "root"),
            ("X-Forwarded-Groups", "storage-admins"), ("X-Request-Id", "chosen-by-a-browser"),
        })
            client.DefaultRequestHeaders.Add(name, value);

        using var answer = await client.GetAsync("/bulkcopy/runs");

        Assert.Equal("/bulkcopy/sign-in?returnUrl=%2Fbulkcopy%2Fruns", answer.Headers.Location!.OriginalString);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.NotEqual("chosen-by-a-browser", answer.Headers.GetValues("X-Request-Id").Single());
    }

    [Theory]
    [InlineData("/bulkcopy", HttpStatusCode.PermanentRedirect)]
    [InlineData("/bulkcopy/metrics", HttpStatusCode.NotFound)]
    [InlineData("/bulkcopy/health/ready", HttpStatusCode.OK)]
    [InlineData("/elsewhere", HttpStatusCode.NotFound)]
    [InlineData("/bulkcopy/../metrics", HttpStatusCode.NotFound)]
    [InlineData("/bulkcopy/%2e%2e/metrics", HttpStatusCode.NotFound)]
    public async Task Only_what_is_under_the_base_is_reached(string path, HttpStatusCode status)
    {
        using var client = Client();
        using var answer = await client.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Progress_comes_as_it_happens()
    {
        var run = await server!.Runs.CreateAsync(ApiScene.Spec("followed"), null, CancellationToken.None);
        using var key = await server.AsAsync(Role.Viewer);
        using var client = Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.DefaultRequestHeaders.Authorization!.Parameter);

        using var answer = await client.GetAsync($"/bulkcopy/api/v1/runs/{run.Id.Value}/stream", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.NotEqual("", await reader.ReadLineAsync());
    }

    private string Socket => Path.Combine(directory, "s");

    private HttpClient Client()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, CookieContainer = new CookieContainer(),
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == fingerprint;
        return new HttpClient(handler) { BaseAddress = new Uri(Site) };
    }

    // The file as it is delivered, but for where it listens, its certificate, and where the server is.
    private async Task WriteAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=copy.example.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        await File.WriteAllTextAsync(Path.Combine(directory, "cert.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(directory, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        var delivered = Checkout.Read("deploy", "nginx", "bulkcopy.conf");
        var site = delivered.Replace("listen 443 ssl;", $"listen unix:{Socket} ssl;", StringComparison.Ordinal)
            .Replace("/etc/ssl/certs/copy.example.com.pem", Path.Combine(directory, "cert.pem"), StringComparison.Ordinal)
            .Replace("/etc/ssl/private/copy.example.com.key", Path.Combine(directory, "key.pem"), StringComparison.Ordinal)
            // Over a socket without addresses nginx has none to tell.
            .Replace("$remote_addr", "203.0.113.7", StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8080", server!.Root.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(directory, "nginx.conf"), $$"""
            daemon off;
            master_process off;
            pid {{directory}}/pid;
            events { worker_connections 64; }
            http {
                access_log off;
                client_body_temp_path {{directory}}/body;
                proxy_temp_path {{directory}}/proxy;
                fastcgi_temp_path {{directory}}/fastcgi;
                uwsgi_temp_path {{directory}}/uwsgi;
                scgi_temp_path {{directory}}/scgi;
            {{site}}
            }
            """);
    }
}
