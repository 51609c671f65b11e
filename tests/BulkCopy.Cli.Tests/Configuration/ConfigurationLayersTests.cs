using BulkCopy.Cli.Configuration;
using Xunit;

namespace BulkCopy.Cli.Tests.Configuration;

public sealed class ConfigurationLayersTests : IDisposable
{
    private readonly Layers _layers = new();

    public void Dispose() => _layers.Dispose();

    [Fact]
    public void Later_places_win()
    {
        const string appSettings = """{ "Worker": { "Concurrency": 1 }, "ConnectionStrings": { "BulkCopy": "Host=first" } }""";
        var fromFile = _layers.Read("""{ "Worker": { "Concurrency": 2 } }""", appSettings);
        var fromVariable = _layers.Read("""{ "Worker": { "Concurrency": 2 } }""", appSettings, new()
        {
            ["BULKCOPY__Worker__Concurrency"] = "3",
            ["ConnectionStrings__BulkCopy"] = "Host=second",
        });

        Assert.Equal((2, "Host=first"), (fromFile.Concurrency, fromFile.ConnectionString));
        Assert.Equal((3, "Host=second"), (fromVariable.Concurrency, fromVariable.ConnectionString));
    }

    [Fact]
    public void A_problem_names_the_place_where_the_value_stands() =>
        Assert.Equal(
            ["environment variable BULKCOPY__Worker__Concurrency: Worker:Concurrency is \"none\"; write a number of requests from 1 to 4096."],
            _layers.Problems("""{ "Worker": { "Concurrency": 2 } }""", variables: new() { ["BULKCOPY__Worker__Concurrency"] = "none" }));

    [Fact]
    public void Broken_json_is_refused_with_file_line_and_column()
    {
        var problem = Assert.Single(_layers.Problems("{\n  \"Stores\": {\n    oops\n  }\n}"));

        Assert.StartsWith($"{_layers.File}: this is not valid JSON at line 3, column ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_does_not_exist_is_refused() =>
        Assert.Equal(
            ["/nowhere/bulkcopy.json: there is no such configuration file; correct --config (or BULKCOPY_CONFIG)."],
            Assert.Throws<ConfigurationException>(() => ConfigurationLayers.Read("/nowhere/bulkcopy.json", [], new Dictionary<string, string>())).Problems);

    [Fact]
    public void The_file_in_the_checkout_documents_defaults_and_is_valid()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        var settings = SettingsReader.Read(ConfigurationLayers.Read(shipped, [], new Dictionary<string, string>()));

        Assert.Null(settings.ConnectionString);
        Assert.Equal(new Engine.Workers.WorkerOptions().Concurrency, settings.Concurrency);
        Assert.Empty(settings.Stores);
    }

    [Fact]
    public void The_sample_store_in_the_checkout_is_valid_once_its_comments_are_taken_off()
    {
        var shipped = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        var begin = Array.FindIndex(shipped, line => line.Contains("// \"cos-beijing\": {", StringComparison.Ordinal));
        var sample = string.Join('\n', shipped[begin..].TakeWhile(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .Select(line => line.TrimStart()[2..]));

        var store = _layers.Read($"{{ \"Stores\": {{ {sample} }} }}").Stores["cos-beijing"];

        Assert.Equal("env:COS_SECRET_ID, env:COS_SECRET_KEY", store.Credentials.Describe());
        Assert.Equal(5L << 30, store.Limits!.SimpleCopyBytes);
    }

    [Fact]
    public void Every_key_is_documented_in_the_file_of_the_checkout()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));

        Assert.All(KnownKeys.Names, name => Assert.Contains($"\"{name}\"", text, StringComparison.Ordinal));
    }
}
