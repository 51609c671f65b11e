using System.ComponentModel.DataAnnotations;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Throttling;

namespace BulkCopy.Engine.Workers;

/// <summary>How a worker works.</summary>
public sealed class WorkerOptions
{
    /// <summary>Name shown to operators. Default: host name and process id.</summary>
    public string Name { get; set; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Requests in flight at most, over all runs; the store's throttling lowers it per bucket. Default 96.
    /// More helps where answers are slow, and costs memory (about 40 KB each).</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = 96;

    /// <summary>Key ranges listed at the same time, per run. Default 4.</summary>
    [Range(1, 256)]
    public int Listers { get; set; } = 4;

    /// <summary>A worker that was silent for so long has lost its work to others. Default 20 s. Shorter rescues sooner and forgives less.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often runs are looked at for changes of state. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Outcomes are written at the latest after this time. Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Outcomes are written as soon as there are so many. Default 200.</summary>
    [Range(1, 100_000)]
    public int FlushRows { get; set; } = 200;

    /// <summary>The one run to serve; <c>null</c>, the default, for all that are not finished.</summary>
    public RunId? OnlyRun { get; set; }

    /// <summary>Limits for each bucket of a store, by the store's name, where operators set none. Default: none.</summary>
    public IReadOnlyDictionary<string, FlowLimit> Limits { get; set; } = new Dictionary<string, FlowLimit>();

    /// <summary>Memory that objects take while they are relayed through the worker, bytes; relays that find none wait. Default 256 MiB, at least 64 MiB.
    /// A part in flight takes its size (16 MiB by default), a small object 256 KiB.</summary>
    [Range(64L << 20, 1L << 40)]
    public long RelayMemoryBytes { get; set; } = 256L << 20;
}
