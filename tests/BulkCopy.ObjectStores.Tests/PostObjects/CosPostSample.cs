using System.Text;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.ObjectStores.PostObjects;
using BulkCopy.ObjectStores.Signing;

namespace BulkCopy.ObjectStores.Tests.PostObjects;

/// <summary>
/// One request of COS, "POST Object", section Samples. The SecretId, which the page masks, has a stand-in of the same
/// length, so that Content-Length is the documented one.
/// </summary>
internal sealed class CosPostSample
{
    public const string Host = "examplebucket-1250000000.cos.ap-beijing.myqcloud.com";
    public const string SecretId = "AKIDEXAMPLE*************************";

    public required string Boundary { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required PostPolicy Policy { get; init; }

    public string Key { get; init; } = "exampleobject";

    public KeyValuePair<string, string>[] Fields { get; init; } = [];

    public string? Redirect { get; init; }

    public int? Status { get; init; }

    public string FileName { get; init; } = "example.jpg";

    /// <summary>The request as it is sent, with the signature masked as on the page.</summary>
    public async Task<string> SentAsync()
    {
        var request = new PostFormRequest
        {
            Url = $"https://{Host}/",
            Bucket = "examplebucket-1250000000",
            Key = Key,
            Policy = Policy,
            Fields = Fields,
            SuccessActionRedirect = Redirect,
            SuccessActionStatus = Status,
        };
        var form = new PostFormSigner(SignatureScheme.CosHeader, "").Sign(request, new StoreCredentials(SecretId, "secret"), Now);
        var signature = form.Fields.Single(f => f.Key == "q-signature").Value;
        using var content = new PostFormContent(
            form, new MemoryStream("[Object Content]"u8.ToArray()), 16, FileName, "image/jpeg", Boundary);
        var body = Encoding.UTF8.GetString(await content.ReadAsByteArrayAsync());
        return $"""
            POST / HTTP/1.1
            Host: {new Uri(form.Url).Host}
            Content-Type: {content.Headers.NonValidated["Content-Type"]}
            Content-Length: {content.Headers.ContentLength}


            """.ReplaceLineEndings("\n") + body.Replace(signature, new string('*', 40), StringComparison.Ordinal).ReplaceLineEndings("\n");
    }

    public static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    public static string Base64(string policy) => Convert.ToBase64String(Encoding.UTF8.GetBytes(policy));
}
