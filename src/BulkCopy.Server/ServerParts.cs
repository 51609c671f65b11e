using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Server.Stores;
using Npgsql;

namespace BulkCopy.Server;

/// <summary>What the server is given by whoever hosts it.</summary>
public sealed record ServerParts
{
    /// <summary>The database, from <c>LedgerDataSource</c>.</summary>
    public required NpgsqlDataSource Database { get; init; }
    /// <summary>Jobs and runs.</summary>
    public required IRunLedger Runs { get; init; }
    /// <summary>What happened.</summary>
    public required IReportLedger Reports { get; init; }
    /// <summary>The stores of the configuration.</summary>
    public required ConfiguredStores Stores { get; init; }
    /// <summary>Schedules; <c>null</c> where they are not served.</summary>
    public IRunScheduler? Schedules { get; init; }
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
    /// <summary>Says sentences to the person who starts the server, such as the first one-time link. Default: standard error.</summary>
    public Action<string> Announce { get; init; } = Console.Error.WriteLine;
}
