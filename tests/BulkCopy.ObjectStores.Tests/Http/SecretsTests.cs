using System.Text.Json;
using BulkCopy.ObjectStores.Tests.Fakes;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Http;

/// <summary>No error, exception or printed option shows a secret.</summary>
public sealed class SecretsTests
{
    private const string Secret = "ExampleSecretKey0123456789";

    [Theory]
    [InlineData("cos"), InlineData("oss"), InlineData("s3")]
    public async Task Nothing_that_is_printed_holds_a_secret(string dialect)
    {
        await using var server = new ScriptedServer();
        server.Answer(403, "<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message></Error>");
        using var store = TestStores.Client(dialect, server);
        var key = new CustomerKey("0123456789ABCDEF0123456789ABCDEF"u8);
        var request = new CopyObjectRequest { Source = new CopySource("s", "s"), Bucket = "b", Key = "k", SourceCustomerKey = dialect == "oss" ? null : key };
        var result = await store.CopyObjectAsync(request, TestContext.Current.CancellationToken);
        var thrown = Assert.Throws<ObjectStoreException>(() => result.Value);
        foreach (var text in new[] { result.ToString(), result.Error!.ToString(), thrown.ToString(), JsonSerializer.Serialize(result.Error), store.Options.ToString(), store.ToString()!, request.ToString(), store.Dialect.ToString() })
        {
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(key.KeyBase64, text, StringComparison.Ordinal);
            Assert.DoesNotContain("Signature=", text, StringComparison.Ordinal);
        }
    }
}
