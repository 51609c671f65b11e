using System.Text;
using BulkCopy.ObjectStores.Operations;
using BulkCopy.ObjectStores.Xml;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Operations;

public sealed class ListingPageTests
{
    private static ObjectPage? Read(string document, KeyForm form = KeyForm.PercentAndPlus, string prefixEnd = "") =>
        ListingPage.TryRead(Encoding.UTF8.GetBytes(document), new ListingShape(document.Contains("ListVersionsResult", StringComparison.Ordinal) ? "ListVersionsResult" : "ListBucketResult", form, "STANDARD", prefixEnd), out var page) ? page : null;

    private static string Contents(string key) =>
        $"<Contents><Key>{key}</Key><LastModified>2020-12-10T03:37:30.000Z</LastModified><ETag>&quot;abc&quot;</ETag><Size>7</Size><StorageClass>IA</StorageClass></Contents>";

    [Fact]
    public void Object_has_all_that_is_told()
    {
        var page = Read($"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>{Contents("k")}</ListBucketResult>");
        var expected = new ListedObject { Key = "k", ETag = "abc", Size = 7, StorageClass = "IA", LastModified = new DateTimeOffset(2020, 12, 10, 3, 37, 30, TimeSpan.Zero) };
        Assert.Equal(expected, Assert.Single(page!.Objects));
        Assert.Null(page.NextKeyMarker);
    }

    [Theory]
    [InlineData(true, "a+b%2Bc%2F%E6%97%A5%01", "a b+c/日\u0001")]
    [InlineData(false, "a+b%20c", "a+b c")]
    [InlineData(false, "100%", "100%")]
    public void Encoded_keys_are_decoded_as_the_dialect_does(bool plusIsBlank, string sent, string key) =>
        Assert.Equal(key, Read($"<ListBucketResult>{Contents(sent)}<EncodingType>url</EncodingType></ListBucketResult>", plusIsBlank ? KeyForm.PercentAndPlus : KeyForm.Percent)!.Objects[0].Key);

    [Fact]
    public void Keys_that_were_not_encoded_are_left_alone() =>
        Assert.Equal("a+b%20c", Read($"<ListBucketResult>{Contents("a+b%20c")}</ListBucketResult>")!.Objects[0].Key);

    [Fact]
    public void Versions_and_markers_come_in_their_order()
    {
        var page = Read("""
            <ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>
            <DeleteMarker><Key>k</Key><VersionId>v2</VersionId><IsLatest>true</IsLatest><LastModified>2020-12-10T03:37:30Z</LastModified></DeleteMarker>
            <Version><Key>k</Key><VersionId>v1</VersionId><IsLatest>false</IsLatest><LastModified>2020-12-09T03:37:30Z</LastModified><ETag>"e"</ETag><Size>1</Size></Version>
            </ListVersionsResult>
            """)!;
        Assert.Equal(["v2", "v1"], page.Objects.Select(found => found.VersionId));
        Assert.Equal([true, false], page.Objects.Select(found => found.IsDeleteMarker));
        Assert.Equal([true, false], page.Objects.Select(found => found.IsLatest));
        Assert.Equal(("k", "v1"), (page.NextKeyMarker, page.NextVersionIdMarker));
    }

    [Fact]
    public void Truncated_page_without_a_marker_goes_on_after_its_last_key() =>
        Assert.Equal("k2", Read($"<ListBucketResult><IsTruncated>true</IsTruncated>{Contents("k1")}{Contents("k2")}</ListBucketResult>")!.NextKeyMarker);

    [Fact]
    public void Truncated_page_that_ends_in_a_prefix_goes_on_behind_it() =>
        Assert.Equal("x/\U0010FFFF", Read($"<ListBucketResult><IsTruncated>true</IsTruncated>{Contents("k1")}<CommonPrefixes><Prefix>x/</Prefix></CommonPrefixes></ListBucketResult>", prefixEnd: "\U0010FFFF")!.NextKeyMarker);

    [Theory]
    [InlineData("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>")]
    [InlineData("<ListBucketResult><Contents><Key>k</Key></Contents></ListBucketResult>")]
    [InlineData("<ListBucketResult><Contents><Key>k</Key><ETag>e</ETag><Size>-1</Size></Contents></ListBucketResult>")]
    [InlineData("<ListBucketResult><Contents><Key>k</Key><ETag>e</ETag><Size>99999999999999999999999</Size></Contents></ListBucketResult>")]
    [InlineData("<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>%FF</Key><ETag>e</ETag><Size>1</Size></Contents></ListBucketResult>")]
    [InlineData("<ListBucketResult>")]
    [InlineData("<Other/>")]
    public void Page_that_cannot_be_trusted_is_none(string document) => Assert.Null(Read(document));
}
