using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;

namespace BulkCopy.Engine.Tests.Manifests.Reading;

public sealed class EncodedKeysTests
{
    [Theory]
    [InlineData("plain/key.txt", "plain/key.txt")]
    [InlineData("a+b%20c%2Bd", "a b c+d")]
    [InlineData("%E4%B8%AD%E6%96%87%2F%F0%9F%98%80", "中文/😀")]
    [InlineData("中+%25", "中 %")]
    [InlineData("a%2Cb%22c%0Ad%0D", "a,b\"c\nd\r")]
    [InlineData("😀+😀", "😀 😀")]
    public void Keys_are_decoded_as_inventories_encode_them(string text, string key) => Assert.Equal(key, EncodedKeys.Decode(text, PlusMeaning.Space));

    [Theory]
    [InlineData("a+b%20c%2Bd", "a+b c+d")]
    [InlineData("+", "+")]
    [InlineData("中+%25", "中+%")]
    public void A_plus_may_stand_for_itself(string text, string key) => Assert.Equal(key, EncodedKeys.Decode(text, PlusMeaning.Plus));

    [Theory]
    [InlineData("%")]
    [InlineData("a%2")]
    [InlineData("a%2g")]
    [InlineData("%E4%B8")]
    [InlineData("%FF")]
    [InlineData("%C0%AF")]
    public void What_is_not_percent_encoded_utf8_is_no_key(string text) => Assert.Null(EncodedKeys.Decode(text, PlusMeaning.Space));
}
