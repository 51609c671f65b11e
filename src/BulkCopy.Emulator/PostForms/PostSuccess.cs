namespace BulkCopy.Emulator.PostForms;

/// <summary>Chooses the answer to a stored form: redirect, status, body.</summary>
internal static class PostSuccess
{
    public static PostObjectResponse Answer(PostObjectRequest request, PostForm form, string key, StoredObject stored)
    {
        if (RedirectOf(form, request.Bucket, key, stored.ETag) is { } redirect)
            return new PostObjectResponse { Status = 303, Headers = HeadersOf(stored, redirect) };
        string location = request.BaseUrl + string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
        int status = form["success_action_status"] switch
        {
            "200" => 200,
            "201" => 201,
            _ => 204,
        };
        return new PostObjectResponse
        {
            Status = status,
            Headers = HeadersOf(stored, location),
            Document = status == 201 ? DocumentOf(request, key, location, stored.ETag) : [],
        };
    }

    // COS answers 201 without a body ("POST Object", Response body).
    private static KeyValuePair<string, string>[] DocumentOf(PostObjectRequest request, string key, string location, string etag) => request.Dialect switch
    {
        EmulatorDialect.Cos => [],
        EmulatorDialect.Oss => [new("Bucket", request.Bucket), new("ETag", etag), new("Key", key), new("Location", location)],
        _ => [new("Location", location), new("Bucket", request.Bucket), new("Key", key), new("ETag", etag)],
    };

    private static List<KeyValuePair<string, string>> HeadersOf(StoredObject stored, string location) =>
        [new("ETag", stored.ETag), new("Location", location), .. stored.Headers];

    // A redirect that cannot stand in a header is treated as absent.
    private static string? RedirectOf(PostForm form, string bucket, string key, string etag)
    {
        string? url = form["success_action_redirect"];
        if (url is null || url.AsSpan().ContainsAnyExceptInRange('!', '~')
            || !Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            return null;
        char separator = url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return $"{url}{separator}bucket={Uri.EscapeDataString(bucket)}&key={Uri.EscapeDataString(key)}&etag={Uri.EscapeDataString(etag)}";
    }
}
