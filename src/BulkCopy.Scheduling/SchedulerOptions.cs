using System.ComponentModel.DataAnnotations;

namespace BulkCopy.Scheduling;

/// <summary>How a process hosts the scheduler.</summary>
public sealed class SchedulerOptions
{
    /// <summary>Name of this process in the cluster. Default: host name and process id.</summary>
    public string InstanceId { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>How often changed schedules and waiting fires are looked for. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often this process says that it lives. Default 5 s. One that was silent for this and <see cref="CheckinGrace"/> is taken over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CheckinInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How late a sign of life may come. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CheckinGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A time that is missed by more than this is treated by the schedule's misfire policy. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MisfireThreshold { get; set; } = TimeSpan.FromMinutes(1);
}
