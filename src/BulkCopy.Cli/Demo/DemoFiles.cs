using System.Text.Json;
using System.Text.Json.Nodes;
using BulkCopy.Cli.Configuration;
using BulkCopy.Postgres.Cluster;

namespace BulkCopy.Cli.Demo;

/// <summary>What the demo leaves on disk: reports, and a configuration with which other commands reach its stores while it runs.</summary>
internal sealed class DemoFiles
{
    public const string AccessKeyId = "BULKCOPYDEMO";
    public const string SecretAccessKey = "known-to-everybody";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly string _directory = Path.Combine(ClusterHome.Find(), "demo");

    public string Credentials => Path.Combine(_directory, "credentials");

    public string Configuration => Path.Combine(_directory, "demo.json");

    public string Report(int run) => Path.Combine(_directory, $"run-{run}.csv");

    /// <summary>Writes the credentials of the emulator's only account.</summary>
    public void WriteCredentials()
    {
        Directory.CreateDirectory(_directory);
        File.WriteAllText(Credentials, $"access_key_id={AccessKeyId}\nsecret_access_key={SecretAccessKey}\n");
    }

    /// <summary>Writes a configuration that names the demo's stores.</summary>
    public void WriteConfiguration(IEnumerable<StoreSettings> stores)
    {
        var declared = new JsonObject();
        foreach (var store in stores)
            declared[store.Name] = new JsonObject
            {
                ["Dialect"] = store.Dialect.Name,
                ["Region"] = store.Region,
                ["ConnectTo"] = store.ConnectTo,
                ["UseHttps"] = store.UseHttps,
                [nameof(Credentials)] = new JsonObject { ["File"] = Credentials },
            };
        File.WriteAllText(Configuration, new JsonObject { ["Stores"] = declared }.ToJsonString(Indented));
    }
}
