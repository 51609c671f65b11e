using System.ComponentModel.DataAnnotations;

namespace BulkCopy.Server.Options;

/// <summary>Webhooks on changes of a run's state. Section <c>Server:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>Hosts that may be told: <c>hooks.example.com</c>, or with everything below it <c>*.example.com</c>. Default: every host with a public address.</summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>Whether they may have private, loopback or link-local addresses. Default false: those lead into the network the server stands in.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How often due deliveries are looked for. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0500000", "00:10:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A receiver that has not answered by then has failed. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1000000", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait before the second attempt; doubles each time, up to an hour. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0500000", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts before a delivery is given up. Default 15, which takes about six hours.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 15;

    /// <summary>Deliveries that were settled so long ago are deleted. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(30);
}
