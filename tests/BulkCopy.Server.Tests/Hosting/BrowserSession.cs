using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>A person with a browser: cookies, forms and their tokens.</summary>
internal sealed partial class BrowserSession(HttpClient client) : IDisposable
{
    public HttpClient Client { get; } = client;

    public async Task<HttpResponseMessage> SignInAsync(string name, string password, string? returnUrl = null)
    {
        var token = await FormTokenAsync("/sign-in");
        return await PostFormAsync("/sign-in", new() { ["name"] = name, ["password"] = password, ["returnUrl"] = returnUrl ?? "/", [Field] = token });
    }

    public const string Field = "__RequestVerificationToken";

    public async Task<string> FormTokenAsync(string page) =>
        WebUtility.HtmlDecode(TokenField().Match(await Client.GetStringAsync(page)).Groups[1].Value);

    public Task<HttpResponseMessage> PostFormAsync(string path, Dictionary<string, string> fields) =>
        Client.PostAsync(path, new FormUrlEncodedContent(fields));

    /// <summary>The token that scripts of the dashboard send.</summary>
    public async Task<string> ScriptTokenAsync()
    {
        var session = await Client.GetFromJsonAsync<JsonElement>("/api/v1/session");
        return session.GetProperty("csrfToken").GetString()!;
    }

    public void Dispose() => Client.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
