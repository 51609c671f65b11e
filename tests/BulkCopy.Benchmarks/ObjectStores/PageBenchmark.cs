using System.Globalization;
using System.Text;
using System.Xml;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Operations;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.Benchmarks.ObjectStores;

/// <summary>Reading a listing page of 1,000 keys: the client's parser beside a loop over XmlReader that gets the same fields.</summary>
internal static class PageBenchmark
{
    private const int Keys = 1000;
    private static int sink;

    public static Task<int> RunAsync(string[] args)
    {
        var page = Encoding.UTF8.GetBytes(Page());
        var shape = new ListingShape("ListBucketResult", KeyForm.PercentAndPlus, "STANDARD", "");
        if (!ListingPage.TryRead(page, shape, out var read) || read.Objects.Count != Keys || ByHand(page) != Keys) throw new InvalidOperationException("The page was misread.");
        var results = new SideBySide(rounds: 40, TimeSpan.FromMilliseconds(80))
            .Add("XmlReader by hand", n => { for (var i = 0; i < n; i++) sink ^= ByHand(page); })
            .Add("client", n => { for (var i = 0; i < n; i++) sink ^= ListingPage.TryRead(page, shape, out var parsed) ? parsed.Objects.Count : 0; })
            .Run();
        Console.WriteLine("parser              ns/key   bytes/key   time against by hand");
        foreach (var (name, nanoseconds, bytes) in results)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18} {nanoseconds / Keys,7:0} {bytes / Keys,11:0} {nanoseconds / results[0].Nanoseconds,23:0.00}x"));
        return Task.FromResult(0);
    }

    private static int ByHand(byte[] page)
    {
        var found = new List<ListedObject>(Keys);
        using var xml = XmlReader.Create(new MemoryStream(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, IgnoreWhitespace = true });
        while (xml.ReadToFollowing("Contents"))
        {
            xml.ReadToDescendant("Key");
            var key = Uri.UnescapeDataString(xml.ReadElementContentAsString().Replace('+', ' '));
            var modified = DateTimeOffset.Parse(xml.ReadElementContentAsString(), CultureInfo.InvariantCulture);
            var etag = xml.ReadElementContentAsString().Trim('"');
            var size = xml.ReadElementContentAsLong();
            found.Add(new ListedObject { Key = key, LastModified = modified, ETag = etag, Size = size, StorageClass = xml.ReadElementContentAsString() });
        }
        return found.Count;
    }

    private static string Page()
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name><Prefix></Prefix><KeyCount>1000</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>");
        for (var i = 0; i < Keys; i++)
            xml.Append(CultureInfo.InvariantCulture, $"<Contents><Key>photos/2026/01/02/image+{i:0000000}%2B.jpg</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>&quot;ee8de918d05640145b18f70f4c3aa602&quot;</ETag><Size>{i * 4096}</Size><StorageClass>STANDARD</StorageClass></Contents>");
        return xml.Append("</ListBucketResult>").ToString();
    }
}
