using System.Globalization;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Reporting;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BulkCopy.Cli.Configuration;

/// <summary>Makes settings of the layers, and reports every problem at once.</summary>
internal sealed class SettingsReader
{
    private readonly ConfigurationLayers _layers;
    private readonly List<string> _problems = [];

    private SettingsReader(ConfigurationLayers layers) => _layers = layers;

    /// <exception cref="ConfigurationException">Something in it cannot be used.</exception>
    public static BulkCopySettings Read(ConfigurationLayers layers) => new SettingsReader(layers).Read();

    private BulkCopySettings Read()
    {
        foreach (var value in _layers.Values)
            if (KnownKeys.Explain(value.Key) is { } unknown)
                _problems.Add(value.Problem(unknown));
        var settings = new BulkCopySettings
        {
            ConnectionString = ReadConnectionString(),
            Concurrency = ReadConcurrency(),
            Lease = ReadLease(),
            Retention = ReadRetention(),
            RelayMemoryBytes = ReadRelayMemory(),
            LogFormat = ReadChoice("Logs:Format", LogFormat.Text),
            LogLevel = ReadChoice("Logs:Level", LogLevel.Warning),
            Server = ReadServer(),
            Stores = ReadStores(),
            Files = _layers.Files,
        };
        return _problems.Count == 0 ? settings : throw new ConfigurationException(_problems);
    }

    private string? ReadConnectionString()
    {
        if (Find("ConnectionStrings:BulkCopy") is not { } value)
            return null;
        try
        {
            return new NpgsqlConnectionStringBuilder(value.Value).ConnectionString;
        }
        catch (ArgumentException e)
        {
            // The builder's message may quote the value, in which a password can stand.
            var keyword = e.ParamName is { Length: > 0 } name ? $" near '{name}'" : "";
            _problems.Add(value.Problem($"is not a PostgreSQL connection string{keyword}; write it like Host=127.0.0.1;Database=bulkcopy;Username=bulkcopy."));
            return null;
        }
    }

    private int? ReadConcurrency()
    {
        if (Find("Worker:Concurrency") is not { } value)
            return null;
        if (int.TryParse(value.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 4096)
            return number;
        _problems.Add(value.Problem($"is \"{value.Value}\"; write a number of requests from 1 to 4096."));
        return null;
    }

    private TimeSpan? ReadLease()
    {
        if (Find("Worker:Lease") is not { } value)
            return null;
        if (TimeSpan.TryParse(value.Value, CultureInfo.InvariantCulture, out var lease) && lease >= TimeSpan.FromSeconds(2) && lease <= TimeSpan.FromHours(1))
            return lease;
        _problems.Add(value.Problem($"is \"{value.Value}\"; write a time from 00:00:02 to 01:00:00."));
        return null;
    }

    private RetentionPolicy? ReadRetention()
    {
        var keep = 0;
        if (Find("Retention:Keep") is { } number && !int.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out keep))
            _problems.Add(number.Problem($"is \"{number.Value}\"; write a number of runs from 0."));
        if (Find("Retention:OlderThan") is not { } value)
            return null;
        if (Duration.TryParse(value.Value, out var age) && age > TimeSpan.Zero)
            return new RetentionPolicy(age, keep);
        _problems.Add(value.Problem($"is \"{value.Value}\"; write a time such as 90d or 12h."));
        return null;
    }

    private T ReadChoice<T>(string key, T standard) where T : struct, Enum
    {
        if (Find(key) is not { } value)
            return standard;
        if (char.IsAsciiLetter(value.Value[0]) && Enum.TryParse<T>(value.Value, ignoreCase: true, out var choice) && Enum.IsDefined(choice))
            return choice;
        _problems.Add(value.Problem($"is \"{value.Value}\"; known are {string.Join(", ", Enum.GetNames<T>())}."));
        return standard;
    }

    private long? ReadRelayMemory()
    {
        if (Find("Worker:RelayMemory") is not { } value)
            return null;
        if (ByteSize.TryParse(value.Value, out var bytes) && bytes >= 64L << 20)
            return bytes;
        _problems.Add(value.Problem($"is \"{value.Value}\"; write a size of at least 64MiB, for instance 256MiB."));
        return null;
    }

    /// <summary>The section is bound as a whole: its options know their own names, units and limits.</summary>
    private ServerOptions ReadServer()
    {
        var options = new ServerOptions();
        var section = _layers.Values.Where(value => value.Key.StartsWith(ServerOptions.Section + ":", StringComparison.OrdinalIgnoreCase)).ToArray();
        if (section.Length == 0)
            return options;
        try
        {
            new ConfigurationBuilder().AddInMemoryCollection(section.Select(value => new KeyValuePair<string, string?>(value.Key, value.Value))).Build()
                .GetSection(ServerOptions.Section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            _problems.Add($"{section[0].Origin}: section Server cannot be read: {(e.InnerException ?? e).Message} Correct the key it names.");
        }
        return options;
    }

    private Dictionary<string, StoreSettings> ReadStores()
    {
        var stores = new Dictionary<string, StoreSettings>(StringComparer.OrdinalIgnoreCase);
        var names = _layers.Values
            .Select(value => value.Key.Split(':'))
            .Where(key => key.Length >= 3 && key[0].Equals("Stores", StringComparison.OrdinalIgnoreCase))
            .Select(key => key[1])
            .Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
            if (new StoreSettingsReader(name, _layers.Values, _problems).Read() is { } store)
                stores[name] = store;
        return stores;
    }

    private ConfiguredValue? Find(string key) =>
        _layers.Values.Where(value => value.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Select(value => (ConfiguredValue?)value).FirstOrDefault();
}
