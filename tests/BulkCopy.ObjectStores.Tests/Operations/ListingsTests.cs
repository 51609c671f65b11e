using BulkCopy.ObjectStores.Tests.Fakes;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Operations;

public sealed class ListingsTests : IAsyncDisposable
{
    private readonly ScriptedServer server = new();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>radosgw encodes the keys of a page of versions, and not its marker; Amazon encodes both.</summary>
    [Theory]
    [InlineData("ceph", "a b+c%é")]
    [InlineData("s3", "a+b%2Bc%25%C3%A9")]
    public async Task The_next_page_of_versions_begins_after_the_last_key_however_the_marker_is_sent(string dialect, string marker)
    {
        server.Answer(200, $"""
            <ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>{marker}</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>
            <Version><Key>a+b%2Bc%25%C3%A9</Key><VersionId>v1</VersionId><IsLatest>true</IsLatest><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"e"</ETag><Size>1</Size></Version></ListVersionsResult>
            """);
        using var store = TestStores.Client(dialect, server);

        var page = (await store.ListVersionsAsync(new ListVersionsRequest { Bucket = "b" }, TestContext.Current.CancellationToken)).ValueOrThrow();

        Assert.Equal(("a b+c%é", "a b+c%é", "v1"), (page.Objects[0].Key, page.NextKeyMarker, page.NextVersionIdMarker));
    }
}
