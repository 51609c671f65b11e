using System.Security.Cryptography;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace BulkCopy.ObjectStores.Http;

/// <summary>Repeats attempts with full jitter, within a budget, an attempt count and a total time.</summary>
internal sealed class CallRepeater
{
    private readonly ResiliencePipeline timed;
    private readonly ResiliencePipeline untimed;
    private readonly RetryBudget budget = new();
    private readonly ObjectStoreOptions options;

    public CallRepeater(ObjectStoreOptions options, TimeProvider time)
    {
        this.options = options;
        timed = Build(time, options.TotalTimeout);
        untimed = Build(time, null);
    }

    /// <summary>Runs attempts until one is final. A total timeout gives <c>null</c>.</summary>
    public async ValueTask<Attempt<T>?> RunAsync<T, TState>(bool isTimed, Func<TState, CancellationToken, ValueTask<Attempt<T>>> attempt, TState state, CancellationToken cancellationToken)
    {
        try
        {
            var last = await (isTimed ? timed : untimed).ExecuteAsync(attempt, state, cancellationToken).ConfigureAwait(false);
            if (last.Error is null) budget.Deposit();
            return last;
        }
        catch (TimeoutRejectedException)
        {
            return null;
        }
    }

    private ResiliencePipeline Build(TimeProvider time, TimeSpan? total)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (total is not null) builder.AddTimeout(total.Value);
        if (options.MaxAttempts > 1)
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxAttempts - 1,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Result is Attempt { MayRepeat: true } attempt && arguments.AttemptNumber < options.MaxAttempts - 1
                    && !(attempt.Error?.RetryAfter > options.RetryMaxDelay) && budget.TryWithdraw()),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                    DelayBefore(arguments.AttemptNumber, (arguments.Outcome.Result as Attempt)?.Error?.RetryAfter)),
            });
        return builder.Build();
    }

    private TimeSpan DelayBefore(int repeat, TimeSpan? asked)
    {
        var ceiling = Math.Min(options.RetryBaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(repeat, 20)), options.RetryMaxDelay.TotalMilliseconds);
        var drawn = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)ceiling + 1));
        return asked > drawn ? asked.Value : drawn;
    }
}
