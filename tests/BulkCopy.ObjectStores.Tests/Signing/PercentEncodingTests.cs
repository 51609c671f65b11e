using BulkCopy.ObjectStores.Signing;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Signing;

public sealed class PercentEncodingTests
{
    [Fact]
    public void Vectors_of_both_forms_agree()
    {
        foreach (var entry in SignatureVector.Document["checksums"]!.AsArray().Where(e => e!["kind"]!.ToString().StartsWith("uri-encode", StringComparison.Ordinal)))
        {
            var input = entry!["inputUtf8"]!.ToString();
            var keepsSlash = entry["kind"]!.ToString().EndsWith("keep-slash", StringComparison.Ordinal);
            Assert.Equal(entry["expected"]!.ToString(), keepsSlash ? PercentEncoding.EncodePath(input) : PercentEncoding.Encode(input));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain-_.~09azAZ")]
    public void Text_without_anything_to_encode_is_returned_as_it_is(string text) =>
        Assert.Same(text, PercentEncoding.Encode(text));

    [Fact]
    public void Every_byte_of_a_long_text_is_encoded() =>
        Assert.Equal(string.Concat(Enumerable.Repeat("%E4%B8%AD", 2000)), PercentEncoding.Encode(new string('中', 2000)));

    [Fact]
    public void Control_characters_are_encoded() => Assert.Equal("%00%0A%7F", PercentEncoding.EncodePath("\0\n\u007f"));
}
