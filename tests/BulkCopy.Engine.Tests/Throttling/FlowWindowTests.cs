using BulkCopy.Engine.Throttling;

namespace BulkCopy.Engine.Tests.Throttling;

public sealed class FlowWindowTests
{
    [Theory]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s", "2026-11-20T07:00:00Z", true)]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s", "2026-11-20T06:59:59Z", false)]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s", "2026-11-20T17:00:00Z", false)]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s", "2026-11-21T10:00:00Z", false)]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s", "2026-07-20T06:00:00Z", true)]
    [InlineData("Fri 22:00-06:00: 5 in flight", "2026-11-21T05:59:00Z", true)]
    [InlineData("Fri 22:00-06:00: 5 in flight", "2026-11-20T05:59:00Z", false)]
    [InlineData("Sat,Sun 00:00-24:00 Asia/Shanghai: 1 req/s", "2026-11-20T16:00:00Z", true)]
    [InlineData("Fri-Mon 00:00-24:00: 1 req/s", "2026-11-22T16:00:00Z", true)]
    [InlineData("daily 00:00-00:00: 1 req/s", "2026-11-22T16:00:00Z", true)]
    public void A_window_holds_by_the_clock_of_its_zone(string text, string now, bool holds) =>
        Assert.Equal(holds, FlowWindow.Parse(text, out _)!.Holds(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_window_wins_for_what_it_names_and_the_first_that_holds_wins()
    {
        var limit = new FlowLimit
        {
            RequestsPerSecond = 1000, BytesPerSecond = 5000,
            Windows = [FlowWindow.Parse("Daily 10:00-12:00: 20 req/s, 3 in flight", out _)!, FlowWindow.Parse("Daily 11:00-13:00: 1.5MiB/s", out _)!],
        };
        Assert.Equal(new FlowBounds(1000, 5000, int.MaxValue), limit.At(At(9)));
        Assert.Equal(new FlowBounds(20, 5000, 3), limit.At(At(11)));
        Assert.Equal(new FlowBounds(1000, 1.5 * 1024 * 1024, int.MaxValue), limit.At(At(12)));
    }

    [Theory]
    [InlineData("", "write it like")]
    [InlineData("Mon 08:00-18:00", "write it like")]
    [InlineData("Moon 08:00-18:00: 1 req/s", "days are")]
    [InlineData("Mon 08:00-25:00: 1 req/s", "00:00 to 24:00")]
    [InlineData("Mon 08:60-18:00: 1 req/s", "00:00 to 24:00")]
    [InlineData("Mon 08:00-18:00 Europe/Atlantis: 1 req/s", "no time zone")]
    [InlineData("Mon 08:00-18:00: 1 parsec", "no limit")]
    [InlineData("Mon 08:00-18:00: 1 req/s, 0 in flight", "no limit")]
    public void What_is_no_window_is_refused_with_the_reason(string text, string reason)
    {
        Assert.Null(FlowWindow.Parse(text, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    private static DateTimeOffset At(int hour) => new(2026, 11, 20, hour, 30, 0, TimeSpan.Zero);
}
