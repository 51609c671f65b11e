using System.IO.Compression;
using System.Text;
using BulkCopy.Engine.Manifests.Reading;

namespace BulkCopy.Engine.Tests.Manifests.Reading;

public sealed class CsvRecordsTests
{
    public static TheoryData<string, string[][]> Texts { get; } = new()
    {
        { "", [] },
        { "a", [["a"]] },
        { "a\n", [["a"]] },
        { "a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]] },
        { "\uFEFFa,b\n", [["a", "b"]] },
        { ",\n", [["", ""]] },
        { "a,", [["a", ""]] },
        { "\"\",\"\"\"\"\n", [["", "\""]] },
        { "\"a,b\",\"c\nd\r\ne\",\"say \"\"it\"\"\"\r\nx,y,z", [["a,b", "c\nd\r\ne", "say \"it\""], ["x", "y", "z"]] },
        { "中文 / +%20😀,\"\u00e9\"\n", [["中文 / +%20😀", "é"]] },
        { "\"a\"", [["a"]] },
        { "\"a\"\r", [["a"]] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Rows_are_read_the_same_however_the_bytes_arrive(string text, string[][] expected)
    {
        foreach (var most in new[] { 1, 2, 3, 7, 100_000 })
            Assert.Equal(expected, await ReadAsync(Encoding.UTF8.GetBytes(text), most));
    }

    [Theory]
    [InlineData("a\nb\"c\n", "Row 2 of list.csv has a quote within field 1: put the field into quotes, and double those within.")]
    [InlineData("\"a\"b\n", "Row 1 of list.csv has something between the quote that closes field 1 and the next comma.")]
    [InlineData("x\n\"a\n", "Row 2 of list.csv has a quote that is never closed.")]
    [InlineData("a\rb\n", "Row 1 of list.csv has a carriage return that does not end it: put the field into quotes.")]
    [InlineData("\"a\"\rb", "Row 1 of list.csv has a carriage return that does not end it: put the field into quotes.")]
    [InlineData("a\0b", "Row 1 of list.csv has a NUL character; is it CSV in UTF-8?.")]
    public async Task What_is_no_csv_is_refused_by_its_row(string text, string message)
    {
        foreach (var most in new[] { 1, 100_000 })
            Assert.Equal(message, (await Assert.ThrowsAsync<ManifestFormatException>(() => ReadAsync(Encoding.UTF8.GetBytes(text), most))).Message);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused() =>
        Assert.Equal("Row 2 of list.csv is not UTF-8.", (await Assert.ThrowsAsync<ManifestFormatException>(() => ReadAsync([(byte)'a', (byte)'\n', 0xC3, 0x28], 9))).Message);

    [Fact]
    public async Task A_row_without_end_is_refused_before_it_fills_the_memory()
    {
        foreach (var text in new[] { new string('k', 1 << 20), "\"" + new string('k', 1 << 20) })
            Assert.Equal("Row 1 of list.csv is longer than 64 KiB.", (await Assert.ThrowsAsync<ManifestFormatException>(() => ReadAsync(Encoding.UTF8.GetBytes(text), 9000))).Message);
    }

    [Fact]
    public async Task Reading_goes_on_at_the_byte_where_it_was_left()
    {
        var text = Encoding.UTF8.GetBytes("\uFEFFa,1\r\n\"b\nb\",2\n中,3\nd,4");
        var all = await ReadAsync(text, 5);
        for (var stop = 1; stop <= all.Length; stop++)
        {
            var first = new CsvRecords(new MemoryStream(text), "list.csv", 0, 0);
            for (var i = 0; i < stop; i++) Assert.Equal(all[i], await first.ReadAsync(default));
            Assert.Equal(stop, first.Rows);
            var second = new CsvRecords(new MemoryStream(text, (int)first.Offset, text.Length - (int)first.Offset), "list.csv", first.Rows, first.Offset);
            for (var i = stop; i < all.Length; i++) Assert.Equal(all[i], await second.ReadAsync(default));
            Assert.Null(await second.ReadAsync(default));
            Assert.Equal(text.Length, second.Offset);
        }
    }

    [Fact]
    public async Task A_gzipped_file_that_was_cut_off_or_damaged_is_refused()
    {
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var i = 0; i < 50_000; i++) await gzip.WriteAsync(Encoding.UTF8.GetBytes($"bucket,key/{i * 7919L:x}\n"), default);
        var whole = packed.ToArray();
        var damaged = whole.ToArray();
        damaged[^6] ^= 1;
        foreach (var bytes in new[] { whole[..(whole.Length / 2)], whole[..^4], whole[..^8], whole[..12], [.. whole, 0], damaged })
            await Assert.ThrowsAsync<ManifestFormatException>(() => ReadAsync(new WholeGzipStream(new MemoryStream(bytes))));
        Assert.Equal(100_000, (await ReadAsync(new WholeGzipStream(new MemoryStream([.. whole, .. whole])))).Length);
        Assert.Equal(50_000, (await ReadAsync(new WholeGzipStream(new MemoryStream(whole)))).Length);
    }

    private static Task<string[][]> ReadAsync(byte[] text, int most) => ReadAsync(new SlowStream(text, most));

    private static async Task<string[][]> ReadAsync(Stream stream)
    {
        var records = new CsvRecords(stream, "list.csv", 0, 0);
        var rows = new List<string[]>();
        while (await records.ReadAsync(default) is { } row) rows.Add([.. row]);
        return [.. rows];
    }

    private sealed class SlowStream(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(most, buffer.Length)], cancellationToken);
    }
}
