using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace BulkCopy.Cli.Configuration;

/// <summary>
/// Reads the places that configuration comes from, later ones winning: <c>appsettings.json</c> beside the executable, the
/// one in the current directory, <c>--config FILE</c>, environment variables. Remembers where each value stands.
/// </summary>
internal sealed class ConfigurationLayers
{
    private const string FileName = "appsettings.json";
    private const string VariablePrefix = "BULKCOPY__";
    private const string ConnectionVariable = "ConnectionStrings__BulkCopy";
    private readonly Dictionary<string, ConfiguredValue> _values = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<ConfiguredValue> Values => _values.Values;

    /// <summary>The files that were read, in order.</summary>
    public List<string> Files { get; } = [];

    public static ConfigurationLayers Read(string? configFile, IEnumerable<string> directories, IReadOnlyDictionary<string, string> variables)
    {
        var layers = new ConfigurationLayers();
        foreach (var path in directories.Select(directory => Path.GetFullPath(Path.Combine(directory, FileName))).Distinct(StringComparer.Ordinal))
            if (File.Exists(path))
                layers.AddFile(path);
        if (configFile is not null)
            layers.AddNamedFile(Path.GetFullPath(configFile));
        layers.AddVariables(variables);
        return layers;
    }

    private void AddNamedFile(string path)
    {
        if (!File.Exists(path))
            throw new ConfigurationException([$"{path}: there is no such configuration file; correct --config (or BULKCOPY_CONFIG)."]);
        if (!Files.Contains(path))
            AddFile(path);
    }

    private void AddFile(string path)
    {
        try
        {
            var root = new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build();
            foreach (var (key, value) in root.AsEnumerable())
                if (!string.IsNullOrEmpty(value))
                    _values[key] = new ConfiguredValue(key, value, path);
            Files.Add(path);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{path}: {Reason(e)}"]);
        }
    }

    private void AddVariables(IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (name, value) in variables)
        {
            var key = name.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase) ? name[VariablePrefix.Length..]
                : name.Equals(ConnectionVariable, StringComparison.OrdinalIgnoreCase) ? name : null;
            if (key is not null && value.Length > 0)
                Set(key.Replace("__", ":", StringComparison.Ordinal), value, $"environment variable {name}");
        }
    }

    private void Set(string key, string value, string origin) => _values[key] = new ConfiguredValue(key, value, origin);

    private static string Reason(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
            if (e is JsonException json)
                return $"this is not valid JSON at line {json.LineNumber + 1}, column {json.BytePositionInLine + 1}; mend it there.";
        return $"the file cannot be read: {(error.InnerException ?? error).Message}";
    }
}
