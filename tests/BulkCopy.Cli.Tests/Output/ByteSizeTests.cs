using BulkCopy.Cli.Output;
using Xunit;

namespace BulkCopy.Cli.Tests.Output;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1048576", 1 << 20)]
    [InlineData("64MiB", 64 << 20)]
    [InlineData("64 m", 64 << 20)]
    [InlineData("1.5 GB", 1_500_000_000)]
    [InlineData("5tib", 5L << 40)]
    public void Sizes_are_read(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("9999999999999TiB")]
    public void Other_texts_are_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "0.98 KiB")]
    [InlineData(91_750_400, "87.5 MiB")]
    [InlineData(1L << 50, "1.00 PiB")]
    public void Sizes_are_shown_with_three_digits(long bytes, string text) => Assert.Equal(text, ByteSize.Format(bytes));
}
