using BulkCopy.ObjectStores.Signing;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Signing;

public sealed class SigningClockTests
{
    private static readonly DateTimeOffset s_local = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void The_skew_is_learned_from_the_servers_date_once()
    {
        var clock = new SigningClock(new SetTime { Now = s_local });
        Assert.Equal(s_local, clock.Now);
        Assert.True(clock.Correct(s_local.AddMinutes(-20)));
        Assert.Equal(s_local.AddMinutes(-20), clock.Now);
        Assert.Equal(TimeSpan.FromMinutes(-20), clock.Skew);
        Assert.False(clock.Correct(s_local.AddMinutes(-20)));
    }

    [Fact]
    public void A_few_seconds_of_difference_are_not_what_the_store_complained_about()
    {
        var clock = new SigningClock(new SetTime { Now = s_local });
        Assert.False(clock.Correct(s_local.AddSeconds(30)));
        Assert.Equal(TimeSpan.Zero, clock.Skew);
    }

    [Fact]
    public void A_local_clock_that_is_set_right_later_is_corrected_back()
    {
        var time = new SetTime { Now = s_local };
        var clock = new SigningClock(time);
        clock.Correct(s_local.AddHours(1));
        time.Now = s_local.AddHours(1);
        Assert.True(clock.Correct(s_local.AddHours(1)));
        Assert.Equal(s_local.AddHours(1), clock.Now);
    }
}
