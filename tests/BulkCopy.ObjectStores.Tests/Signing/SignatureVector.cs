using System.Globalization;
using System.Text.Json.Nodes;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.ObjectStores.Signing;

namespace BulkCopy.ObjectStores.Tests.Signing;

/// <summary>One entry of vectors.json.</summary>
internal sealed class SignatureVector(JsonNode node)
{
    private static readonly Lazy<JsonNode> s_document = new(() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "vectors.json")))!);

    public static JsonNode Document => s_document.Value;

    public string Id => Text("id")!;

    public string Scheme => Text("scheme")!;

    public JsonNode Request => node["request"]!;

    public JsonNode Params => node["params"]!;

    public IReadOnlyDictionary<string, string> Intermediates =>
        node["intermediates"]!.AsObject().ToDictionary(p => p.Key, p => p.Value!.ToString());

    public JsonObject Expected => node["expected"]!.AsObject();

    public string Signature => Expected["signature"]!.ToString();

    public string? SignKey => node["credentials"]!["signKey"]?.ToString();

    public StoreCredentials Credentials => new(
        node["credentials"]!["accessKeyId"]!.ToString(),
        node["credentials"]!["secretAccessKey"]?.ToString() ?? "not published",
        node["credentials"]!["securityToken"]?.ToString());

    public SigningTimestamp Timestamp => SigningTimestamp.Of(DateTimeOffset.ParseExact(
        Param("timestamp")!, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    public static IEnumerable<SignatureVector> All() => Document["vectors"]!.AsArray().Select(v => new SignatureVector(v!));

    public static SignatureVector Get(string id) => All().Single(v => v.Id == id);

    /// <summary>A copy with the value at the entry's path replaced.</summary>
    public static SignatureVector Edited(JsonNode entry)
    {
        var copy = Document["vectors"]!.AsArray().Single(v => v!["id"]!.ToString() == entry["of"]!.ToString())!.DeepClone();
        var path = entry["path"]!.AsArray();
        var target = copy;
        foreach (var step in path.SkipLast(1)) target = Child(target, step!);
        if (path[^1]!.GetValueKind() == System.Text.Json.JsonValueKind.Number) target[(int)path[^1]!] = entry["value"]!.DeepClone();
        else target[(string)path[^1]!] = entry["value"]!.DeepClone();
        return new SignatureVector(copy);
    }

    public string? Param(string name) => Params[name]?.ToString();

    public string? Header(string name) => HeaderPairs().FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public SigningRequest ToRequest()
    {
        var path = Request["pathDecoded"]!.ToString();
        var bucket = Param("bucket") ?? Param("virtualHostBucket");
        var isV2 = Scheme.StartsWith("s3-v2", StringComparison.Ordinal);
        var request = new SigningRequest
        {
            Method = Request["method"]!.ToString(),
            Host = Header("Host") ?? Request["host"]!.ToString(),
            Scheme = Request["scheme"]!.ToString(),
            EncodedPath = (isV2 ? Request["pathOnWire"]?.ToString() : null) ?? PercentEncoding.EncodePath(path),
            Bucket = bucket,
            Key = Scheme.StartsWith("oss", StringComparison.Ordinal) ? Param("key") : path[1..],
            IsBucketInHost = !isV2 || bucket is not null,
            SignedHeaders = (Params["signedHeaders"] ?? Params["additionalHeaders"])?.AsArray().Select(n => n!.ToString()).ToArray(),
            PayloadHash = Header("x-amz-content-sha256") ?? Header("x-oss-content-sha256"),
        };
        foreach (var pair in Request["query"]!.AsArray()) request.Query.Add(new QueryParameter(pair![0]!.ToString(), pair[1]?.ToString()));
        request.Headers.AddRange(HeaderPairs().Where(h => !h.Name.Equals("host", StringComparison.OrdinalIgnoreCase)));
        return request;
    }

    private IEnumerable<HeaderField> HeaderPairs() =>
        Request["headers"]!.AsArray().Select(h => new HeaderField(h![0]!.ToString(), h[1]!.ToString()));

    private string? Text(string name) => node[name]?.ToString();

    private static JsonNode Child(JsonNode parent, JsonNode step) =>
        step.GetValueKind() == System.Text.Json.JsonValueKind.Number ? parent[(int)step]! : parent[(string)step!]!;
}
