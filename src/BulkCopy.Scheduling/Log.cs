using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Scheduling;

/// <summary>What the scheduler logs; event ids are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Hosting the scheduler as {Instance}")]
    public static partial void Hosting(ILogger log, string instance);

    [LoggerMessage(3002, LogLevel.Information, "No longer hosting the scheduler as {Instance}")]
    public static partial void Stopped(ILogger log, string instance);

    [LoggerMessage(3003, LogLevel.Information, "Schedule '{Schedule}' fired for {Time}")]
    public static partial void Fired(ILogger log, string schedule, DateTimeOffset time);

    [LoggerMessage(3004, LogLevel.Information, "Started run {Run} of schedule {Schedule} for {Time}")]
    public static partial void Started(ILogger log, RunId run, ScheduleId schedule, DateTimeOffset time);

    [LoggerMessage(3005, LogLevel.Warning, "Schedule {Schedule} passed over {Time}: {Reason}")]
    public static partial void PassedOver(ILogger log, ScheduleId schedule, DateTimeOffset time, string? reason);

    [LoggerMessage(3006, LogLevel.Warning, "The scheduler's database does not answer and is asked again: {Reason}")]
    public static partial void Away(ILogger log, string reason);
}
