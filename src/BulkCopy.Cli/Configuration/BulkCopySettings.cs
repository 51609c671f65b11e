using BulkCopy.Engine.Reporting;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Cli.Configuration;

/// <summary>The configuration, read and checked.</summary>
internal sealed record BulkCopySettings
{
    /// <summary>The ledger's database; <c>null</c> for a private cluster.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Requests that a worker keeps in flight; <c>null</c> for the engine's default.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How long a worker may be silent before others take its work; <c>null</c> for the engine's default.</summary>
    public long? RelayMemoryBytes { get; init; }

    public TimeSpan? Lease { get; init; }

    /// <summary>Which finished runs are dropped by processes that fire schedules; <c>null</c>: none.</summary>
    public RetentionPolicy? Retention { get; init; }

    /// <summary>How log lines are written to standard error.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>The least level that is logged; <c>--verbose</c> wins.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>The server; every value has a default.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>The stores by name.</summary>
    public IReadOnlyDictionary<string, StoreSettings> Stores { get; init; } = new Dictionary<string, StoreSettings>();

    /// <summary>The files that were read.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}
