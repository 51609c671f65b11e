using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Copying;

/// <summary>When an entry is tried again: exponential, with full jitter.</summary>
public sealed class RetrySchedule(FailurePolicy policy, Random random)
{
    /// <summary>A lost answer may still take effect for a while; asking the destination earlier proves little.</summary>
    private static readonly TimeSpan LeastAfterUnknown = TimeSpan.FromSeconds(2);

    /// <summary>Whether another attempt is allowed after so many.</summary>
    public bool Allows(int attempts) => attempts < policy.MaxAttempts;

    /// <summary>Wait before the attempt that follows <paramref name="attempts"/> failed ones.</summary>
    public TimeSpan DelayAfter(int attempts, bool outcomeUnknown)
    {
        var ceiling = Math.Min(policy.MaxDelay.TotalSeconds, policy.BaseDelay.TotalSeconds * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30)));
        var delay = TimeSpan.FromSeconds(random.NextDouble() * ceiling);
        return outcomeUnknown && delay < LeastAfterUnknown ? LeastAfterUnknown : delay;
    }

    /// <summary>Wait before a call is repeated at once.</summary>
    public TimeSpan DelayOfCall(int calls, TimeSpan? retryAfter)
    {
        var jitter = TimeSpan.FromMilliseconds(random.NextDouble() * 100 * Math.Pow(2, Math.Min(calls, 6)));
        var asked = retryAfter ?? TimeSpan.Zero;
        return asked > MostRetryAfter ? MostRetryAfter : asked + jitter;
    }

    private static readonly TimeSpan MostRetryAfter = TimeSpan.FromSeconds(30);
}
