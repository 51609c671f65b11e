using BulkCopy.ObjectStores.Xml;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Xml;

public sealed class StoreTextTests
{
    [Theory]
    [InlineData("2020-04-10T18:20:30Z", "2020-04-10T18:20:30.000Z")]
    [InlineData("2020-04-10T18:20:30.123Z", "2020-04-10T18:20:30.123Z")]
    [InlineData("2017-09-04T04:45:45", "2017-09-04T04:45:45.000Z")]
    [InlineData("2020-04-10T18:20:30+08:00", "2020-04-10T10:20:30.000Z")]
    [InlineData("Fri, 24 Feb 2012 07:18:48 GMT", "2012-02-24T07:18:48.000Z")]
    [InlineData("Wed Jan 18 16:04:17 2017", "2017-01-18T16:04:17.000Z")]
    [InlineData("Mon, 08 Aug 2016 05:04:10 UTC", "2016-08-08T05:04:10.000Z")]
    public void Dates_are_read_as_providers_write_them(string text, string expected) =>
        Assert.Equal(expected, StoreText.Date(text)!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(""), InlineData("soon"), InlineData("2020-13-10T18:20:30Z"), InlineData("2020-02-30T18:20:30Z"), InlineData("99999-01-01T00:00:00Z")]
    public void What_is_no_date_is_none(string text) => Assert.Null(StoreText.Date(text));

    [Theory]
    [InlineData("\"a\"", "a"), InlineData("a", "a"), InlineData("W/\"a\"", "a"), InlineData("\"\"", null), InlineData(null, null)]
    public void ETags_lose_their_quotes(string? text, string? expected) => Assert.Equal(expected, StoreText.ETag(text));
}
