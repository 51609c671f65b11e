using System.Globalization;
using System.Text.Json.Nodes;
using BulkCopy.Emulator.Signatures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace BulkCopy.Emulator.Tests.Signatures;

/// <summary>One entry of vectors.json as the request a server would see.</summary>
internal sealed class SignatureVector(JsonNode node)
{
    private static readonly JsonNode Document = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "vectors.json")))!;

    public string Id => Text(node["id"])!;

    public string Scheme => Text(node["scheme"])!;

    public JsonNode Params => node["params"]!;

    public JsonNode Intermediates => node["intermediates"]!;

    public JsonNode Expected => node["expected"]!;

    public JsonNode Credentials => node["credentials"]!;

    private JsonNode Request => node["request"]!;

    public static IEnumerable<SignatureVector> All => Document["vectors"]!.AsArray().Select(static entry => new SignatureVector(entry!.DeepClone()));

    public static IEnumerable<JsonNode> Negative => Document["negative"]!.AsArray()!;

    public static IEnumerable<JsonNode> Insensitive => Document["insensitive"]!.AsArray()!;

    public static SignatureVector Get(string id) => All.Single(vector => vector.Id == id);

    public EmulatorCredential Credential => new()
    {
        AccessKey = Text(Credentials["accessKeyId"])!,
        Secret = Text(Credentials["secretAccessKey"]) ?? "",
        AccountName = "owner",
        SessionToken = Text(Credentials["securityToken"]),
    };

    public bool IsQuery => Scheme.EndsWith("-query", StringComparison.Ordinal);

    public string Method => Text(Request["method"])!;

    public DateTimeOffset Clock
    {
        get
        {
            if (Text(Params["keyTime"]) is { } keyTime)
                return DateTimeOffset.FromUnixTimeSeconds(long.Parse(keyTime.Split(';')[0], CultureInfo.InvariantCulture));
            if (Text(Params["timestamp"]) is { } timestamp)
                return DateTimeOffset.ParseExact(timestamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            if (Params["expires"] is { } expires)
                return DateTimeOffset.FromUnixTimeSeconds((long)expires - 10);
            return DateTimeOffset.Parse(Header("x-oss-date") ?? Header("x-amz-date") ?? Header("date")!, CultureInfo.InvariantCulture);
        }
    }

    public static SignatureVector Edited(JsonNode edit, out SignatureVector original)
    {
        original = Get((string)edit["of"]!);
        var copy = Get((string)edit["of"]!);
        copy.Apply(edit["path"]!.AsArray(), edit["value"]!);
        return copy;
    }

    public SignedRequest ToRequest(string? authorization)
    {
        IHeaderDictionary headers = new HeaderDictionary { ["Host"] = Header("host") ?? Text(Request["host"]) };
        foreach (var pair in Request["headers"]!.AsArray())
        {
            string name = (string)pair![0]!;
            if (!name.Equals("host", StringComparison.OrdinalIgnoreCase))
                headers[name] = StringValues.Concat(headers[name], (string)pair[1]!);
        }

        if (Text(Params["dateSlotOverride"]) is { } date)
            headers.Date = date;
        if (authorization is not null)
            headers.Authorization = authorization;
        return new SignedRequest { Method = Method, RawTarget = RawTarget(), Headers = headers, VirtualHostBucket = VirtualHostBucket };
    }

    public string? Header(string name) => Request["headers"]!.AsArray()
        .Where(pair => name.Equals((string)pair![0]!, StringComparison.OrdinalIgnoreCase)).Select(pair => (string?)pair![1]).FirstOrDefault();

    private string? VirtualHostBucket => Scheme.StartsWith("oss", StringComparison.Ordinal)
        ? Text(Params["bucket"])
        : Text(Params["virtualHostBucket"]);

    private string RawTarget()
    {
        if (IsQuery)
            return new Uri(Text(Expected["url"])!, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }).PathAndQuery;
        string path = Text(Request["pathOnWire"]) ?? string.Join('/', Text(Request["pathDecoded"])!.Split('/').Select(Uri.EscapeDataString));
        var query = Request["query"]!.AsArray().Select(static pair =>
            Uri.EscapeDataString((string)pair![0]!) + (pair[1] is { } value ? "=" + Uri.EscapeDataString((string)value!) : ""));
        string joined = string.Join('&', query);
        return joined.Length > 0 ? path + "?" + joined : path;
    }

    private void Apply(JsonArray path, JsonNode value)
    {
        var target = node;
        foreach (var step in path.SkipLast(1))
            target = Child(target, step!);
        if (path[^1]!.GetValueKind() == System.Text.Json.JsonValueKind.Number)
            target[(int)path[^1]!] = value.DeepClone();
        else
            target[(string)path[^1]!] = value.DeepClone();
        if ((string?)path[^1]!.ToString() == "pathDecoded")
            Request["pathOnWire"] = null;
    }

    private static JsonNode Child(JsonNode parent, JsonNode step) =>
        step.GetValueKind() == System.Text.Json.JsonValueKind.Number ? parent[(int)step]! : parent[(string)step!]!;

    private static string? Text(JsonNode? value) => value is null ? null : (string?)value;
}
