using BulkCopy.Cli.Configuration;

namespace BulkCopy.Cli.Tests.Configuration;

/// <summary>Configuration files in a directory of their own.</summary>
internal sealed class Layers : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bulkcopy-config-");

    public string File => Path.Combine(_directory.FullName, "bulkcopy.json");

    public string AppSettings => Path.Combine(_directory.FullName, "appsettings.json");

    public BulkCopySettings Read(string? json = null, string? appSettings = null, Dictionary<string, string>? variables = null)
    {
        if (json is not null)
            System.IO.File.WriteAllText(File, json);
        if (appSettings is not null)
            System.IO.File.WriteAllText(AppSettings, appSettings);
        return SettingsReader.Read(ConfigurationLayers.Read(json is null ? null : File, [_directory.FullName], variables ?? []));
    }

    public IReadOnlyList<string> Problems(string? json = null, string? appSettings = null, Dictionary<string, string>? variables = null) =>
        Xunit.Assert.Throws<ConfigurationException>(() => Read(json, appSettings, variables)).Problems;

    public void Dispose() => _directory.Delete(recursive: true);
}
