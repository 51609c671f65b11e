using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;

namespace BulkCopy.Engine.Tests.Manifests.Reading;

public sealed class InventoryIndexTests
{
    [Theory]
    [InlineData(
        """{"sourceBucket":"photos","destinationBucket":"arn:aws:s3:::inventories","version":"2016-11-30","creationTimestamp":"1514944800000","fileFormat":"CSV","fileSchema":"Bucket, Key, Size, ETag","files":[{"key":"inv/data/x.csv.gz","size":2147,"MD5checksum":"F11166069F1990ABEB9C97ACE9CDFABC"}]}""",
        "Bucket Key Size ETag")]
    [InlineData(
        """{"sourceAppid":"1250000000","sourceBucket":"photos","fileFormat":"CSV","listObjectCount":"13","fileSchema":"Appid, Bucket, Key, Size","files":[{"key":"inv/data/x.csv.gz","size":"502","md5Checksum":"f11166069f1990abeb9c97ace9cdfabc"}]}""",
        "Appid Bucket Key Size")]
    [InlineData(
        """{"creationTimestamp":"1642994594","destinationBucket":"dest","fileFormat":"CSV","fileSchema":"Bucket,Key,VersionId,IsLatest,IsDeleteMarker","files":[{"MD5checksum":"F11166069F1990ABEB9C97ACE9CDFABC","key":"inv/data/x.csv.gz","size":2046}],"sourceBucket":"photos","version":"2019-09-01"}""",
        "Bucket Key VersionId IsLatest IsDeleteMarker")]
    public void Each_provider_s_index_is_read(string json, string columns)
    {
        var index = InventoryIndex.Parse("manifest.json", Encoding.UTF8.GetBytes(json));
        Assert.Equal(columns.Split(' '), index.Columns);
        Assert.Equal([new InventoryFile("inv/data/x.csv.gz", "f11166069f1990abeb9c97ace9cdfabc")], index.Files);
        var part = Assert.Single(index.PartsBeside(new("s3", "inventories", "inv/2026/manifest.json"), PlusMeaning.Auto));
        Assert.Equal(json.Contains("2016-11-30", StringComparison.Ordinal) ? PlusMeaning.Space : PlusMeaning.Auto, part.Plus);
        Assert.Equal(PlusMeaning.Plus, index.Part(index.Files[0], PlusMeaning.Plus).Plus);
        Assert.Equal((new("s3", "inventories", "inv/data/x.csv.gz"), true, "s3:inventories/inv/data/x.csv.gz"), (part.At!, part.UrlEncoded, part.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bucket,Key\n")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"fileFormat":"CSV","fileSchema":"Bucket, Key","files":{}}""")]
    [InlineData("""{"fileFormat":"CSV","fileSchema":7,"files":[]}""")]
    [InlineData("""{"fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"size":1}]}""")]
    [InlineData("""{"fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":""}]}""")]
    [InlineData("""{"fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"a","MD5checksum":"1"}]}""")]
    [InlineData("""{"fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"a"},{"key":"a"}]}""")]
    [InlineData("""{"fileFormat":"CSV","fileSchema":"Bucket, Size","files":[]}""")]
    [InlineData("""{"fileFormat":"ORC","fileSchema":"struct<bucket:string,key:string>","files":[]}""")]
    public void What_is_no_index_of_csv_files_is_refused_by_name(string json) =>
        Assert.Contains("manifest.json", Assert.Throws<ManifestFormatException>(() => InventoryIndex.Parse("manifest.json", Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("ORC")]
    [InlineData("Parquet")]
    public void An_index_of_another_format_names_it_and_what_to_do(string format)
    {
        var json = $$"""{"version":"2016-11-30","fileFormat":"{{format}}","fileSchema":"message s3.inventory { required binary key (STRING);}","files":[]}""";
        var refused = Assert.Throws<ManifestFormatException>(() => InventoryIndex.Parse("manifest.json", Encoding.UTF8.GetBytes(json)));
        Assert.Contains($"in the format {format}, and only CSV is read: choose CSV", refused.Message, StringComparison.Ordinal);
    }
}
