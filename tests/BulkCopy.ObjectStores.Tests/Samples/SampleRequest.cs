using BulkCopy.ObjectStores.Tests.Fakes;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Samples;

/// <summary>Compares a request as it went over the wire with a vendor's documented sample.</summary>
internal static class SampleRequest
{
    // What a sample cannot prescribe: when it was sent, how it was signed, and the hash that belongs to the signature.
    private static readonly string[] unprescribed = ["Date:", "Authorization:", "Connection:", "x-amz-date:", "x-amz-content-sha256:", "x-oss-date:", "x-oss-content-sha256:"];

    /// <summary>Asserts that the call sends the sample: request line and headers, in any order of headers.</summary>
    public static async Task AssertAsync<T>(string dialect, string sample, string answer, Func<ObjectStoreClient, Task<StoreResult<T>>> call, Func<ObjectStoreOptions, ObjectStoreOptions>? change = null)
    {
        await using var server = new ScriptedServer();
        server.Answer(200, answer, "ETag: \"e\"");
        using var store = TestStores.Client(dialect, server, change);
        var result = await call(store);
        Assert.Null(result.Error);
        Assert.Equal(Lines(sample), Lines(Assert.Single(server.Requests)));
    }

    private static string Lines(string request)
    {
        var lines = request.Replace("\r\n", "\n", StringComparison.Ordinal).Split("\n\n")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var prescribed = lines.Skip(1).Where(line => !unprescribed.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
        return string.Join('\n', [lines[0], .. prescribed.Order(StringComparer.OrdinalIgnoreCase)]);
    }
}
