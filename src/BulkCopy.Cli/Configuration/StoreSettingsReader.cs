using System.Globalization;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Signing;

namespace BulkCopy.Cli.Configuration;

/// <summary>Reads one store of the configuration.</summary>
internal sealed class StoreSettingsReader
{
    private const string AnyRegion = "us-east-1";
    private readonly string _name;
    private readonly Dictionary<string, ConfiguredValue> _values;
    private readonly List<string> _problems;
    private readonly string _origin;

    public StoreSettingsReader(string name, IEnumerable<ConfiguredValue> values, List<string> problems)
    {
        _name = name;
        _problems = problems;
        var prefix = $"Stores:{name}:";
        _values = values
            .Where(value => value.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(value => value.Key[prefix.Length..], StringComparer.OrdinalIgnoreCase);
        _origin = _values.Values.First().Origin;
    }

    /// <summary>The store; <c>null</c> if a problem was added instead.</summary>
    public StoreSettings? Read()
    {
        var before = _problems.Count;
        if (_name.AsSpan().ContainsAny("/ "))
            Add($"Stores:{_name} is not a name for a store: use letters, digits, '-', '_' and '.'.");
        var dialect = ReadDialect();
        var credentials = ReadCredentials();
        if (dialect is null)
            return null;
        var store = new StoreSettings
        {
            Name = _name,
            Dialect = dialect,
            Region = ReadRegion(dialect),
            Credentials = credentials,
            CustomerKeys = ReadCustomerKeys(),
            Endpoint = ReadEndpoint(),
            ConnectTo = ReadConnectTo(),
            Addressing = ReadEnum<AddressingStyle>("Addressing"),
            Signature = ReadEnum<SignatureScheme>("Signature"),
            UseHttps = ReadBoolean("UseHttps") ?? true,
            AttemptTimeout = ReadDuration("AttemptTimeout"),
            CopyTimeout = ReadDuration("CopyTimeout"),
            TotalTimeout = ReadDuration("TotalTimeout"),
            MaxAttempts = ReadInteger("MaxAttempts", 100),
            MaxConnections = ReadInteger("MaxConnections", 65_535),
            Limits = ReadLimits(dialect.Limits),
            Flow = ReadFlow(),
        };
        return _problems.Count == before ? store : null;
    }

    private Dialect? ReadDialect()
    {
        if (Find("Dialect") is not { } value)
        {
            Add($"Stores:{_name}:Dialect is missing; set it to one of {string.Join(", ", Dialect.Names)}.");
            return null;
        }

        if (Dialect.Names.Contains(value.Value, StringComparer.OrdinalIgnoreCase))
            return Dialect.Parse(value.Value);
        _problems.Add(value.Problem($"is \"{value.Value}\", which is no dialect; known are {string.Join(", ", Dialect.Names)}."));
        return null;
    }

    private string ReadRegion(Dialect dialect)
    {
        if (Find("Region") is not { } value)
        {
            // A private store has no regions; what is signed must merely be agreed on.
            if (Find("Endpoint") is null || dialect.Family != "s3")
                Add($"Stores:{_name}:Region is missing; set it as the provider spells it, for instance {Example(dialect)}.");
            return AnyRegion;
        }

        if (dialect.Family == "oss" && value.Value.StartsWith("oss-", StringComparison.OrdinalIgnoreCase))
            _problems.Add(value.Problem($"is \"{value.Value}\"; leave out \"oss-\": {value.Value[4..]}."));
        else if (value.Value.AsSpan().ContainsAny("/:@ "))
            _problems.Add(value.Problem($"is \"{value.Value}\", which is no region; write it like {Example(dialect)}."));
        return value.Value;
    }

    private CredentialSettings ReadCredentials()
    {
        var credentials = new CredentialSettings
        {
            AccessKeyIdFrom = ReadReference("AccessKeyIdFrom"),
            SecretAccessKeyFrom = ReadReference("SecretAccessKeyFrom"),
            SessionTokenFrom = ReadReference("SessionTokenFrom"),
            File = Find("Credentials:File"),
        };
        if (credentials.File is { } file && (credentials.AccessKeyIdFrom ?? credentials.SecretAccessKeyFrom ?? credentials.SessionTokenFrom) is not null)
            _problems.Add(file.Problem("stands beside other references; keep either File or the …From keys."));
        else if (credentials.File is null)
            foreach (var key in new[] { "AccessKeyIdFrom", "SecretAccessKeyFrom" })
                if (Find($"Credentials:{key}") is null)
                    Add($"Stores:{_name}:Credentials:{key} is missing; set it to env:NAME or file:PATH (or Credentials:File to a file that holds both).");
        return credentials;
    }

    private Dictionary<string, ConfiguredValue> ReadCustomerKeys()
    {
        const string section = "CustomerKeys:";
        var names = _values.Keys.Where(key => key.StartsWith(section, StringComparison.OrdinalIgnoreCase)).Select(key => key[section.Length..]).ToArray();
        var keys = new Dictionary<string, ConfiguredValue>(StringComparer.Ordinal);
        foreach (var name in names)
            if (ReadReferenceAt(section + name) is { } reference)
                keys[name] = reference;
        return keys;
    }

    private ConfiguredValue? ReadReference(string key) => ReadReferenceAt($"Credentials:{key}");

    private ConfiguredValue? ReadReferenceAt(string key)
    {
        var value = Find(key);
        // The value is not repeated: it may be the secret itself.
        if (value is { } given && SecretReference.Parse(given.Value) is null)
            _problems.Add(given.Problem("is not a reference; write env:NAME or file:PATH: secrets themselves do not stand in configuration."));
        return value;
    }

    private string? ReadEndpoint()
    {
        if (Find("Endpoint") is not { } value)
            return null;
        var host = value.Value.Contains("://", StringComparison.Ordinal) ? value.Value : $"http://{value.Value}";
        if (Uri.TryCreate(host, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url.PathAndQuery == "/" && url.UserInfo.Length == 0 && url.Fragment.Length == 0 && url.Host.Length > 0)
            return value.Value;
        _problems.Add(value.Problem($"is \"{value.Value}\", which is not an endpoint; write a host with an optional port, for instance https://s3.example.com or 127.0.0.1:7480."));
        return null;
    }

    private string? ReadConnectTo()
    {
        if (Find("ConnectTo") is not { } value)
            return null;
        if (HostAndPort.TryParse(value.Value, out _) && !value.Value.EndsWith(":0", StringComparison.Ordinal))
            return value.Value;
        _problems.Add(value.Problem($"is \"{value.Value}\"; write HOST:PORT, for instance 127.0.0.1:9000."));
        return null;
    }

    private T? ReadEnum<T>(string key) where T : struct, Enum
    {
        if (Find(key) is not { } value)
            return null;
        if (Enum.GetNames<T>().Contains(value.Value, StringComparer.OrdinalIgnoreCase))
            return Enum.Parse<T>(value.Value, ignoreCase: true);
        _problems.Add(value.Problem($"is \"{value.Value}\"; known are {string.Join(", ", Enum.GetNames<T>())}."));
        return null;
    }

    private bool? ReadBoolean(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (bool.TryParse(value.Value, out var answer))
            return answer;
        _problems.Add(value.Problem($"is \"{value.Value}\"; write true or false."));
        return null;
    }

    private TimeSpan? ReadDuration(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (Duration.TryParse(value.Value, out var time) && time > TimeSpan.Zero)
            return time;
        _problems.Add(value.Problem($"is \"{value.Value}\"; write a time such as 500ms, 30s, 5m or 1h."));
        return null;
    }

    private int? ReadInteger(string key, int most)
    {
        if (Find(key) is not { } value)
            return null;
        if (int.TryParse(value.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
            return number;
        _problems.Add(value.Problem($"is \"{value.Value}\"; write a number from 1 to {most}."));
        return null;
    }

    private long? ReadSize(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (ByteSize.TryParse(value.Value, out var bytes) && bytes >= 1)
            return bytes;
        _problems.Add(value.Problem($"is \"{value.Value}\"; write a number of bytes such as 67108864, 64MiB or 5GiB."));
        return null;
    }

    private StoreLimits? ReadLimits(StoreLimits limits) =>
        !_values.Keys.Any(key => key.StartsWith("Limits:", StringComparison.OrdinalIgnoreCase)) ? null : limits with
        {
            SimpleCopyBytes = ReadSize("Limits:SimpleCopyBytes") ?? limits.SimpleCopyBytes,
            SinglePutBytes = ReadSize("Limits:SinglePutBytes") ?? limits.SinglePutBytes,
            ObjectBytes = ReadSize("Limits:ObjectBytes") ?? limits.ObjectBytes,
            MinPartBytes = ReadSize("Limits:MinPartBytes") ?? limits.MinPartBytes,
            MaxPartBytes = ReadSize("Limits:MaxPartBytes") ?? limits.MaxPartBytes,
            MaxParts = ReadInteger("Limits:MaxParts", 10_000) ?? limits.MaxParts,
            KeyBytes = ReadInteger("Limits:KeyBytes", 65_536) ?? limits.KeyBytes,
            MetadataBytes = ReadInteger("Limits:MetadataBytes", 1 << 20) ?? limits.MetadataBytes,
            ListPageKeys = ReadInteger("Limits:ListPageKeys", 1000) ?? limits.ListPageKeys,
        };

    private FlowLimit? ReadFlow()
    {
        var flow = new FlowLimit
        {
            RequestsPerSecond = ReadInteger("Flow:RequestsPerSecond", 1_000_000),
            BytesPerSecond = ReadSize("Flow:BytesPerSecond"),
            InFlight = ReadInteger("Flow:InFlight", 1_000_000),
        };
        return flow.IsEmpty ? null : flow;
    }

    private static string Example(Dialect dialect) => dialect.Family switch { "cos" => "ap-beijing", "oss" => "cn-hangzhou", _ => AnyRegion };

    private ConfiguredValue? Find(string key) => _values.TryGetValue(key, out var value) ? value : null;

    private void Add(string sentence) => _problems.Add($"{_origin}: {sentence}");
}
