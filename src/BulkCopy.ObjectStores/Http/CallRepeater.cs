using System.Security.Cryptography;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace BulkCopy.ObjectStores.Http;

/// <summary>
/// Repeats attempts with full jitter, within a budget, an attempt count and a total time. The first attempt is made outside
/// the resilience pipeline, which enters it as its first outcome: nearly every call ends there, and pays nothing for the rest.
/// </summary>
internal sealed class CallRepeater
{
    private static readonly ResiliencePropertyKey<TimeSpan> timeLeft = new("time left");

    private readonly ResiliencePipeline pipeline;
    private readonly RetryBudget budget = new();
    private readonly ObjectStoreOptions options;
    private readonly TimeProvider time;

    public CallRepeater(ObjectStoreOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        builder.AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = static arguments => new(arguments.Context.Properties.GetValue(timeLeft, Timeout.InfiniteTimeSpan)) });
        if (options.MaxAttempts > 1) builder.AddRetry(Retry());
        pipeline = builder.Build();
    }

    /// <summary>Runs attempts until one is final. A total timeout gives <c>null</c>.</summary>
    public async ValueTask<Attempt<T>?> RunAsync<T, TState>(bool isTimed, Func<TState, CancellationToken, ValueTask<Attempt<T>>> attempt, TState state, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var first = await attempt(state, cancellationToken).ConfigureAwait(false);
        if (first.Error is null) budget.Deposit();
        if (!first.MayRepeat || options.MaxAttempts == 1) return first;
        var left = isTimed ? options.TotalTimeout - time.GetElapsedTime(start) : Timeout.InfiniteTimeSpan;
        return isTimed && left <= TimeSpan.Zero ? null : await RepeatAsync(first, attempt, state, left, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Attempt<T>?> RepeatAsync<T, TState>(Attempt<T> first, Func<TState, CancellationToken, ValueTask<Attempt<T>>> attempt, TState state, TimeSpan left, CancellationToken cancellationToken)
    {
        var made = 0;
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(timeLeft, left);
            var last = await pipeline.ExecuteAsync(running => made++ == 0 ? ValueTask.FromResult(first) : attempt(state, running.CancellationToken), context).ConfigureAwait(false);
            if (last.Error is null) budget.Deposit();
            return last;
        }
        catch (TimeoutRejectedException)
        {
            return null;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private RetryStrategyOptions Retry() => new()
    {
        MaxRetryAttempts = options.MaxAttempts - 1,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Result is Attempt { MayRepeat: true } attempt && arguments.AttemptNumber < options.MaxAttempts - 1
            && !(attempt.Error?.RetryAfter > options.RetryMaxDelay) && budget.TryWithdraw()),
        DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
            DelayBefore(arguments.AttemptNumber, (arguments.Outcome.Result as Attempt)?.Error?.RetryAfter)),
    };

    private TimeSpan DelayBefore(int repeat, TimeSpan? asked)
    {
        var ceiling = Math.Min(options.RetryBaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(repeat, 20)), options.RetryMaxDelay.TotalMilliseconds);
        var drawn = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)ceiling + 1));
        return asked > drawn ? asked.Value : drawn;
    }
}
