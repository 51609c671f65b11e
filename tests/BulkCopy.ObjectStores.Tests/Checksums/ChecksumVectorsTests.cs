using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BulkCopy.ObjectStores.Checksums;
using BulkCopy.ObjectStores.Tests.Signing;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Checksums;

public sealed class ChecksumVectorsTests
{
    private static readonly string[] s_kinds =
        ["crc64-ecma-decimal", "crc64-ecma-combine-decimal", "crc64-nvme-base64", "crc32-base64", "crc32c-base64", "s3-multipart-etag"];

    public static TheoryData<string> Entries() =>
        [.. SignatureVector.Document["checksums"]!.AsArray().Where(e => s_kinds.Contains(e!["kind"]!.ToString())).Select(e => e!["id"]!.ToString())];

    [Theory]
    [MemberData(nameof(Entries))]
    public void Value_is_the_vectors(string id)
    {
        var entry = SignatureVector.Document["checksums"]!.AsArray().Single(e => e!["id"]!.ToString() == id)!;
        Assert.Equal(entry["expected"]!.ToString(), Compute(entry));
    }

    private static string Compute(JsonNode entry)
    {
        var data = Encoding.UTF8.GetBytes(entry["inputUtf8"]?.ToString() ?? "");
        return entry["kind"]!.ToString() switch
        {
            "crc64-ecma-decimal" => Crc64.Compute(data).ToString(CultureInfo.InvariantCulture),
            "crc64-ecma-combine-decimal" => Combined(entry).ToString(CultureInfo.InvariantCulture),
            "crc64-nvme-base64" => BigEndian(Crc64Nvme.Compute(data)),
            "crc32-base64" => BigEndian(Crc32.Compute(data)),
            "crc32c-base64" => BigEndian(Crc32C.Compute(data)),
            _ => MultipartETag.Compute([.. entry["partMd5Hex"]!.AsArray().Select(h => Convert.FromHexString(h!.ToString()))]),
        };
    }

    private static ulong Combined(JsonNode entry)
    {
        var combined = 0UL;
        foreach (var part in entry["partsUtf8"]!.AsArray().Select(p => Encoding.UTF8.GetBytes(p!.ToString())))
            combined = Crc64.Combine(combined, Crc64.Compute(part), part.Length);
        return combined;
    }

    private static string BigEndian(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Convert.ToBase64String(bytes);
    }

    private static string BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Convert.ToBase64String(bytes);
    }
}
