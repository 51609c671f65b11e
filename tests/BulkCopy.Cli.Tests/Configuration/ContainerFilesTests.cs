using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using Npgsql;
using Xunit;
using YamlDotNet.Serialization;

namespace BulkCopy.Cli.Tests.Configuration;

/// <summary>What can be known of the container files without containers: what they copy is there, what they run is a verb, what they set is a setting.</summary>
public sealed class ContainerFilesTests
{
    private static readonly string Root = FindRoot();
    private static readonly string[] Dockerfile = File.ReadAllLines(Path.Combine(Root, "docker", "Dockerfile"));

    [Fact]
    public void What_the_image_copies_is_in_the_checkout_and_not_left_out_of_the_context()
    {
        var ignored = File.ReadAllLines(Path.Combine(Root, ".dockerignore"));
        var sources = from line in Dockerfile
                      let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                      where words is ["COPY", ..] && !words[1].StartsWith("--from", StringComparison.Ordinal)
                      from source in words[1..^1]
                      select source;
        Assert.Equal([".", "src/BulkCopy.Server/package-lock.json", "src/BulkCopy.Server/package.json"], sources.Order(StringComparer.Ordinal));
        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(Root, source)), source));
        Assert.All(new[] { "src", "migrations", "Directory.Build.props", "Directory.Packages.props", "global.json", "appsettings.json", "BannedSymbols.txt", ".editorconfig" }, part =>
        {
            Assert.True(Path.Exists(Path.Combine(Root, part)), part);
            Assert.DoesNotContain(part, ignored);
        });
        Assert.Contains("**/node_modules", ignored);
        Assert.Contains("COPY --from=scripts /scripts/node_modules src/BulkCopy.Server/node_modules", Dockerfile);
    }

    [Fact]
    public void The_image_is_built_from_the_program_and_starts_it_where_it_is_reached()
    {
        Assert.Contains("RUN dotnet publish src/BulkCopy.Cli -c Release -o /app", Dockerfile);
        Assert.Contains("<AssemblyName>bulkcopy</AssemblyName>", File.ReadAllText(Path.Combine(Root, "src", "BulkCopy.Cli", "BulkCopy.Cli.csproj")), StringComparison.Ordinal);
        Assert.Contains("ENTRYPOINT [\"/app/bulkcopy\"]", Dockerfile);
        Assert.Contains("USER $APP_UID", Dockerfile);
        var command = Words(Dockerfile.Single(line => line.StartsWith("CMD ", StringComparison.Ordinal))["CMD ".Length..]);
        Assert.Empty(Parse(command).Errors);
        Assert.EndsWith($":{Dockerfile.Single(line => line.StartsWith("EXPOSE ", StringComparison.Ordinal))["EXPOSE ".Length..]}", command[^1], StringComparison.Ordinal);
        Assert.StartsWith("http://0.0.0.0:", command[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Services_run_verbs_with_settings_that_are_known()
    {
        var services = Services();
        Assert.Equal(["migrate", "postgres", "server", "worker"], services.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, service) in services.Where(service => service.Key != "postgres"))
        {
            Assert.Empty(Parse([.. ((List<object>)service["command"]).Cast<string>()]).Errors);
            Assert.Equal("docker/Dockerfile", Map(service["build"])["dockerfile"]);
            var variables = Map(service["environment"]).ToDictionary(pair => pair.Key, pair => Filled((string)pair.Value), StringComparer.Ordinal);
            var settings = SettingsReader.Read(ConfigurationLayers.Read(Path.Combine(Root, "appsettings.json"), [], variables));
            var database = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
            var postgres = Map(services["postgres"]["environment"]);
            Assert.Equal(("postgres", postgres["POSTGRES_DB"], postgres["POSTGRES_USER"], "of a test"), (database.Host, database.Database, database.Username, database.Password));
            Assert.Equal("/etc/bulkcopy/appsettings.json", variables["BULKCOPY_CONFIG"]);
            Assert.Equal(["./appsettings.json:/etc/bulkcopy/appsettings.json:ro"], (List<object>)service["volumes"]);
            Assert.True((string)service["read_only"] == "true" && ((List<object>)service["cap_drop"]).Contains("ALL"), name);
        }
    }

    [Fact]
    public void The_server_listens_at_the_port_that_is_published_on_this_machine_only()
    {
        var server = Services()["server"];
        Assert.Equal("http://0.0.0.0:8080", ((List<object>)server["command"])[^1]);
        Assert.Equal(["127.0.0.1:8080:8080"], (List<object>)server["ports"]);
    }

    [Fact]
    public void Services_wait_for_services_that_there_are()
    {
        var services = Services();
        foreach (var service in services.Values.Where(service => service.ContainsKey("depends_on")))
            foreach (var (other, condition) in Map(service["depends_on"]))
                Assert.True(services.TryGetValue(other, out var found) && (((string)Map(condition)["condition"] != "service_healthy") || found.ContainsKey("healthcheck")), other);
    }

    private static Dictionary<string, Dictionary<string, object>> Services()
    {
        var parser = new YamlDotNet.Core.MergingParser(new YamlDotNet.Core.Parser(new StringReader(File.ReadAllText(Path.Combine(Root, "docker-compose.yml")))));
        var compose = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(parser);
        return Map(compose["services"]).ToDictionary(service => service.Key, service => Map(service.Value), StringComparer.Ordinal);
    }

    private static Dictionary<string, object> Map(object node) => ((Dictionary<object, object>)node).ToDictionary(pair => (string)pair.Key, pair => pair.Value, StringComparer.Ordinal);

    private static string Filled(string value) => System.Text.RegularExpressions.Regex.Replace(value, @"\$\{\w+:\?[^}]*\}", "of a test");

    private static string[] Words(string json) => System.Text.Json.JsonSerializer.Deserialize<string[]>(json)!;

    private static System.CommandLine.ParseResult Parse(string[] arguments) =>
        new BulkCopyCommand(new CliHost(Terminal.OfProcess(), TimeProvider.System, new Dictionary<string, string>())).Parse(arguments);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "BulkCopy.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("BulkCopy.sln is in no directory above the tests.");
    }
}
