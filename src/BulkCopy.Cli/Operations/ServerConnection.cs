using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;

namespace BulkCopy.Cli.Operations;

/// <summary>Requests to a server's API with an API key; answers, or sentences that say why there is none.</summary>
internal sealed class ServerConnection : IAsyncDisposable
{
    private const int MostPerPage = 500;
    private const string OlderServer = "the server is older than this command line, or something else answers there. Update it, or use a command line of its version.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    // A bucket is listed, or a run's rows are read, while the caller waits.
    private static readonly TimeSpan LongPatience = TimeSpan.FromHours(6);

    private static readonly string[] LongAnswers =
        ["/simulate", "plans", "/certificate", "certificates/check", "/findings", "runs/prune", "/retry-failed", "/report", "/export", "/differences", "/mend"];

    private readonly HttpClient _http;

    private ServerConnection(Uri server, string key)
    {
        Server = server;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            BaseAddress = new Uri(server, "api/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Uri Server { get; }

    /// <exception cref="RefusedException">The address or the key cannot be used.</exception>
    public static ServerConnection Open(string address, Invocation invocation)
    {
        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https") || server.Query.Length > 0 || server.UserInfo.Length > 0)
            throw new RefusedException($"--server '{address}' is no address of a server: write it like https://bulkcopy.example.com or http://127.0.0.1:8080.");
        var reference = SecretReference.Parse(invocation.ApiKeyFrom)
            ?? throw new RefusedException("--api-key-from holds no reference: write env:NAME or file:PATH. The key itself does not belong on a command line.");
        var key = reference.Resolve(invocation.Host.Variables, out var problem)
            ?? throw new RefusedException($"--server needs an API key: {reference} {problem} An administrator makes keys: POST /api/v1/api-keys.");
        if (key.Any(c => c is <= ' ' or >= '\x7f'))
            throw new RefusedException($"What {reference} holds is no API key: those begin with bc_ and hold letters, digits, '-' and '_'.");
        if (server.Scheme == "http" && !server.IsLoopback)
            invocation.Say($"The API key is sent to {server.Host} without TLS: anybody on the way can read it.");
        return new ServerConnection(server, key);
    }

    /// <summary>Reads a document; the default if there is no such thing.</summary>
    public async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, null, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            await RequireKnownPathAsync(answer, path, cancellationToken).ConfigureAwait(false);
            return default;
        }
        return await ReadAsync<T>(answer, path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a list, page by page, up to so many items.</summary>
    /// <param name="path">The list.</param>
    /// <param name="most">How many items.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <param name="from">Cursor to begin at.</param>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string path, int most, CancellationToken cancellationToken, string? from = null)
    {
        var items = new List<T>();
        var next = from;
        var joint = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        do
        {
            var cursor = next is null ? "" : $"&cursor={next}";
            var page = await FindAsync<Page<T>>($"{path}{joint}limit={Math.Min(MostPerPage, most - items.Count)}{cursor}", cancellationToken).ConfigureAwait(false);
            items.AddRange(page?.Items ?? []);
            next = page?.Next;
        }
        while (next is not null && items.Count < most);
        return items;
    }

    /// <summary>Changes something.</summary>
    /// <exception cref="RefusedException">The server refused; its sentence.</exception>
    public async Task<T> ChangeAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken, params (string Name, string? Value)[] headers)
    {
        using var answer = await SendAsync(method, path, body, headers, cancellationToken).ConfigureAwait(false);
        return await ReadAsync<T>(answer, path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens an answer that is read while it arrives.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, path, null, null, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw await RefusalAsync(answer, path, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, IEnumerable<(string Name, string? Value)>? headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null || method == HttpMethod.Post)
            request.Content = JsonContent.Create(body ?? new object(), body?.GetType() ?? typeof(object), options: SpecJson.Options);
        foreach (var (name, value) in headers ?? [])
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(IsLong(method, path) ? LongPatience : Patience);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException away)
        {
            throw new ServerUnavailableException($"The server at {Server} does not answer: {(away.InnerException ?? away).Message}", away);
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServerUnavailableException($"The server at {Server} did not answer in time.", late);
        }
    }

    // A run is read for its certificate before it is dropped.
    internal static bool IsLong(HttpMethod method, string path) => (method == HttpMethod.Delete && path.StartsWith("runs/", StringComparison.Ordinal))
        || LongAnswers.Any(end => path.Split('?')[0].EndsWith(end, StringComparison.Ordinal));

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, string path, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
            throw await RefusalAsync(answer, path, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NoContent)
            return default!;
        try
        {
            return (await answer.Content.ReadFromJsonAsync<T>(SpecJson.Options, cancellationToken).ConfigureAwait(false))!;
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            throw new RefusedException($"The answer to {path} of {Server} cannot be understood: {OlderServer}");
        }
        catch (HttpRequestException broken)
        {
            throw new ServerUnavailableException($"The answer of the server at {Server} broke off: {broken.Message}", broken);
        }
    }

    private async Task<Exception> RefusalAsync(HttpResponseMessage answer, string path, CancellationToken cancellationToken)
    {
        var problem = await ProblemAsync(answer, cancellationToken).ConfigureAwait(false);
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new RefusedException($"The server at {Server} does not accept the API key: it is wrong, expired or revoked. An administrator makes another: POST /api/v1/api-keys."),
            HttpStatusCode.Forbidden when problem?.Detail is null => new RefusedException($"The API key may not do this at {Server}: its role or its areas do not allow {path}."),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed when problem?.Detail is null => new RefusedException($"The server at {Server} does not know {path}: {OlderServer}"),
            HttpStatusCode.BadGateway when problem?.Detail is { } detail => new RefusedException($"{problem.Title} {detail}"),
            >= HttpStatusCode.InternalServerError => new ServerUnavailableException(
                $"The server at {Server} failed at {path} ({(int)answer.StatusCode}): {problem?.Title} {problem?.Detail}".TrimEnd(), null),
            _ => new RefusedException($"{problem?.Title ?? $"The server at {Server} answered {(int)answer.StatusCode}."} {problem?.Detail}".Trim()),
        };
    }

    // What a route does not know is told from what a table does not hold by the words that come with the latter.
    private async Task RequireKnownPathAsync(HttpResponseMessage answer, string path, CancellationToken cancellationToken)
    {
        if ((await ProblemAsync(answer, cancellationToken).ConfigureAwait(false))?.Detail is null)
            throw new RefusedException($"The server at {Server} does not know {path}: {OlderServer}");
    }

    private static async Task<Problem?> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return null;
        try
        {
            return await answer.Content.ReadFromJsonAsync<Problem>(SpecJson.Options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is JsonException or HttpRequestException)
        {
            return null;
        }
    }

    private sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

    private sealed record Problem(string? Title, string? Detail);
}
