using BulkCopy.Cli.Configuration;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Signing;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BulkCopy.Cli.Tests.Configuration;

public sealed class SettingsReaderTests : IDisposable
{
    private const string Credentials = """ "Credentials": { "AccessKeyIdFrom": "env:ID", "SecretAccessKeyFrom": "file:/run/secret" } """;
    private readonly Layers _layers = new();

    public void Dispose() => _layers.Dispose();

    [Fact]
    public void A_store_is_read_with_everything_it_says()
    {
        var settings = _layers.Read($$"""
            {
              // Comments and trailing commas are allowed.
              "Stores": { "here": { "Dialect": "OSS", "Region": "cn-hangzhou", "ConnectTo": "127.0.0.1:9000", "UseHttps": false, "Signature": "OssV1",
                "Addressing": "path", "AttemptTimeout": "30s", "MaxAttempts": 2, "Limits": { "SimpleCopyBytes": "512MiB" }, {{Credentials}} } },
              "Worker": { "Concurrency": 12 },
            }
            """);

        var store = settings.Stores["here"];
        Assert.Equal(("oss", "cn-hangzhou", "127.0.0.1:9000", false), (store.Dialect.Name, store.Region, store.ConnectTo, store.UseHttps));
        Assert.Equal((SignatureScheme.OssV1, AddressingStyle.Path), (store.Signature, store.Addressing));
        Assert.Equal((TimeSpan.FromSeconds(30), 2), (store.AttemptTimeout, store.MaxAttempts));
        Assert.Equal(512L << 20, store.Limits!.SimpleCopyBytes);
        Assert.Equal(store.Dialect.Limits.MaxParts, store.Limits.MaxParts);
        Assert.Equal("env:ID, file:/run/secret", store.Credentials.Describe());
        Assert.Equal(12, settings.Concurrency);
    }

    [Theory]
    [InlineData(""" "Dialect": "coss", "Region": "ap-beijing" """, "Stores:x:Dialect is \"coss\", which is no dialect; known are cos, oss, s3, bsc, ceph, minio.")]
    [InlineData(""" "Region": "ap-beijing" """, "Stores:x:Dialect is missing; set it to one of cos, oss, s3, bsc, ceph, minio.")]
    [InlineData(""" "Dialect": "cos" """, "Stores:x:Region is missing; set it as the provider spells it, for instance ap-beijing.")]
    [InlineData(""" "Dialect": "oss", "Region": "oss-cn-hangzhou" """, "Stores:x:Region is \"oss-cn-hangzhou\"; leave out \"oss-\": cn-hangzhou.")]
    [InlineData(""" "Dialect": "s3", "Region": "us-east-1", "Endpoint": "https://host/path" """, "Stores:x:Endpoint is \"https://host/path\", which is not an endpoint; write a host with an optional port, for instance https://s3.example.com or 127.0.0.1:7480.")]
    [InlineData(""" "Dialect": "s3", "Region": "us-east-1", "ConnectTo": "127.0.0.1" """, "Stores:x:ConnectTo is \"127.0.0.1\"; write HOST:PORT, for instance 127.0.0.1:9000.")]
    [InlineData(""" "Dialect": "s3", "Region": "us-east-1", "Addressing": "both" """, "Stores:x:Addressing is \"both\"; known are VirtualHost, Path.")]
    [InlineData(""" "Dialect": "s3", "Region": "us-east-1", "UseHttps": "perhaps" """, "Stores:x:UseHttps is \"perhaps\"; write true or false.")]
    [InlineData(""" "Dialect": "s3", "Region": "us-east-1", "CopyTimeout": "soon" """, "Stores:x:CopyTimeout is \"soon\"; write a time such as 500ms, 30s, 5m or 1h.")]
    [InlineData(""" "Dialect": "s3", "Region": "us-east-1", "Limits": { "MaxParts": 0 } """, "Stores:x:Limits:MaxParts is \"0\"; write a number from 1 to 10000.")]
    [InlineData(""" "Dialect": "s3", "Region": "us-east-1", "Limits": { "MaxPartBytes": "big" } """, "Stores:x:Limits:MaxPartBytes is \"big\"; write a number of bytes such as 67108864, 64MiB or 5GiB.")]
    [InlineData(""" "Dialect": "s3", "Regoin": "us-east-1", "Region": "us-east-1" """, "Stores:x:Regoin is not a known key; did you mean Region?")]
    [InlineData(""" "Dialect": "s3", "Region": "us-east-1", "Colour": "red" """, "Stores:x:Colour is not a known key; known here are Dialect, Region, Endpoint, ConnectTo, Addressing, UseHttps, Signature, AttemptTimeout, CopyTimeout, TotalTimeout, MaxAttempts, MaxConnections, Credentials, Flow, CustomerKeys, Limits.")]
    public void A_wrong_store_is_refused_naming_file_and_key(string body, string sentence) =>
        Assert.Equal(
            [$"{_layers.File}: {sentence}"],
            _layers.Problems($$"""{ "Stores": { "x": { {{body}}, {{Credentials}} } } }"""));

    [Fact]
    public void Logs_are_text_of_warnings_unless_something_else_is_wanted()
    {
        Assert.Equal((LogFormat.Text, LogLevel.Warning), Read("{}"));
        Assert.Equal((LogFormat.Json, LogLevel.Information), Read("""{ "Logs": { "Format": "json", "Level": "information" } }"""));
        Assert.Equal([$"{_layers.File}: Logs:Format is \"xml\"; known are Text, Json."], _layers.Problems("""{ "Logs": { "Format": "xml" } }"""));

        (LogFormat, LogLevel) Read(string json) => _layers.Read(json) is var settings ? (settings.LogFormat, settings.LogLevel) : default;
    }

    [Fact]
    public void A_secret_in_configuration_is_refused_and_not_repeated()
    {
        var problems = _layers.Problems("""
            { "Stores": { "x": { "Dialect": "cos", "Region": "ap-beijing", "Credentials": { "AccessKeyIdFrom": "env:ID", "SecretAccessKeyFrom": "wJalrXUtnFEMI" } } } }
            """);

        Assert.Equal(
            [$"{_layers.File}: Stores:x:Credentials:SecretAccessKeyFrom is not a reference; write env:NAME or file:PATH: secrets themselves do not stand in configuration."],
            problems);
    }

    [Fact]
    public void Missing_credentials_are_named() =>
        Assert.Equal(
            [
                $"{_layers.File}: Stores:x:Credentials:AccessKeyIdFrom is missing; set it to env:NAME or file:PATH (or Credentials:File to a file that holds both).",
                $"{_layers.File}: Stores:x:Credentials:SecretAccessKeyFrom is missing; set it to env:NAME or file:PATH (or Credentials:File to a file that holds both).",
            ],
            _layers.Problems("""{ "Stores": { "x": { "Dialect": "cos", "Region": "ap-beijing" } } }"""));

    [Fact]
    public void All_problems_are_reported_at_once() =>
        Assert.Equal(3, _layers.Problems("""{ "Worker": { "Concurrency": "many" }, "Stroes": { "x": 1 }, "ConnectionStrings": { "BulkCopy": "Hots=1" } }""").Count);

    [Fact]
    public void A_connection_string_that_cannot_be_read_is_refused_without_its_password()
    {
        var problem = Assert.Single(_layers.Problems("""{ "ConnectionStrings": { "BulkCopy": "Host=h;Passwrod=hunter2" } }"""));

        Assert.StartsWith($"{_layers.File}: ConnectionStrings:BulkCopy is not a PostgreSQL connection string", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_store_needs_no_region() =>
        Assert.Equal("us-east-1", _layers.Read($$"""{ "Stores": { "x": { "Dialect": "ceph", "Endpoint": "http://127.0.0.1:7480", {{Credentials}} } } }""").Stores["x"].Region);
}
