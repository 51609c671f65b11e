using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.ObjectStores.Tests.Fakes;

/// <summary>Clients with credentials of no value.</summary>
internal static class TestStores
{
    public static ObjectStoreOptions Options(string dialect, string? connectTo = null) => new()
    {
        Name = "test",
        Dialect = Dialect.Parse(dialect),
        Region = dialect switch { "cos" => "ap-beijing", "oss" => "cn-hangzhou", _ => "us-east-1" },
        Credentials = new StaticCredentialProvider(new StoreCredentials("AKIDEXAMPLE", "ExampleSecretKey0123456789")),
        ConnectTo = connectTo,
        UseHttps = false,
        RetryBaseDelay = TimeSpan.FromMilliseconds(1),
        RetryMaxDelay = TimeSpan.FromMilliseconds(2),
    };

    public static ObjectStoreClient Client(string dialect, ScriptedServer server, Func<ObjectStoreOptions, ObjectStoreOptions>? change = null, TimeProvider? time = null) =>
        ObjectStoreClient.Create((change ?? (options => options))(Options(dialect, server.Address)), time ?? TimeProvider.System);
}
