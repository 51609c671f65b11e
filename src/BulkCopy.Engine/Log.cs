using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Workers;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Engine;

/// <summary>Log messages of the engine, with stable event ids from 1000.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Worker {Worker} registered as {Name}.")]
    public static partial void Registered(ILogger log, WorkerId worker, string name);

    [LoggerMessage(1001, LogLevel.Warning, "The worker's lease is lost; beginning again under a new number.")]
    public static partial void LeaseLost(ILogger log);

    [LoggerMessage(1002, LogLevel.Warning, "The database is away: {Reason}")]
    public static partial void LedgerAway(ILogger log, string reason);

    [LoggerMessage(1003, LogLevel.Information, "Rescued {Count} leases of workers that are gone.")]
    public static partial void Rescued(ILogger log, int count);

    [LoggerMessage(1004, LogLevel.Information, "Serving run {Run}: {Source} to {Destination}.")]
    public static partial void Serving(ILogger log, RunId run, StoreLocation source, StoreLocation destination);

    [LoggerMessage(1005, LogLevel.Warning, "Run {Run} cannot be served here: {Reason}")]
    public static partial void CannotServe(ILogger log, RunId run, string reason);

    [LoggerMessage(1006, LogLevel.Error, "The worker broke and begins again under a new number.")]
    public static partial void LifeBroke(ILogger log, Exception exception);

    [LoggerMessage(1007, LogLevel.Error, "Run {Run} fails: {Reason}")]
    public static partial void RunFails(ILogger log, RunId run, string reason);

    [LoggerMessage(1008, LogLevel.Information, "Bucket {Target} asks for less: {Rate:0.#} requests/s for all workers, after {Before:0.#}.")]
    public static partial void FlowCut(ILogger log, FlowTarget target, double rate, double before);

    [LoggerMessage(1009, LogLevel.Warning, "Shares of limits are old, and only four fifths of them are used: {Reason}")]
    public static partial void FlowStale(ILogger log, string reason);

    [LoggerMessage(1010, LogLevel.Error, "The work on run {Run} broke and begins again.")]
    public static partial void SessionBroke(ILogger log, RunId run, Exception exception);

    [LoggerMessage(1011, LogLevel.Error, "Aborting left-over uploads broke and is tried again.")]
    public static partial void SweepBroke(ILogger log, Exception exception);
}
