using System.Text.Json;
using System.Text.Json.Serialization;
using BulkCopy.Emulator.Control;
using BulkCopy.Emulator.Requests;

namespace BulkCopy.Emulator.Faults;

/// <summary>A fault and the requests it happens to. What is null or empty matches everything.</summary>
public sealed record FaultRule
{
    /// <summary>What happens.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Only requests of this dialect.</summary>
    public EmulatorDialect? Dialect { get; init; }

    /// <summary>Only requests on this bucket.</summary>
    public string? Bucket { get; init; }

    /// <summary>Only keys that start with this.</summary>
    public string? Prefix { get; init; }

    /// <summary>Only these operations.</summary>
    public IReadOnlyList<Operation> Operations { get; init; } = [];

    /// <summary>Only this part.</summary>
    public int? PartNumber { get; init; }

    /// <summary>The first so many matching requests pass unharmed.</summary>
    public int Skip { get; init; }

    /// <summary>After so many faults the rule is spent; null for never.</summary>
    public int? Count { get; init; }

    /// <summary>Chance of each matching request, from 0 to 1. Default: 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Seed of the chances and of random delays, so that a run can be repeated.</summary>
    public int Seed { get; init; }

    /// <summary>For InternalError, ErrorInsideOk, Reset and Stall: whether the operation is carried out first.</summary>
    public bool AfterEffect { get; init; }

    /// <summary>For SlowDown: only requests above this rate, counted per second of the emulator's clock.</summary>
    public double? AboveRequestsPerSecond { get; init; }

    /// <summary>The error code to be sent instead of the dialect's own.</summary>
    public string? Code { get; init; }

    /// <summary>The status to be sent instead of 503 or 500.</summary>
    public int? Status { get; init; }

    /// <summary>How long Latency, Stall and KeepAliveBlanks wait.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>For Latency: the other end of the even distribution.</summary>
    public TimeSpan? LongestDelay { get; init; }

    /// <summary>For ClockSkew: how far the server's clock is ahead.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>For KeepAliveBlanks: how many. Default: 3.</summary>
    public int Blanks { get; init; } = 3;

    /// <summary>For Hook: what happens just before the request is carried out; in the process of the emulator only.</summary>
    [JsonIgnore]
    public Func<Task>? Hook { get; init; }

    /// <summary>Reads a rule as the control endpoint takes it.</summary>
    /// <exception cref="FormatException">It is no JSON, or has a member that a rule has not.</exception>
    public static FaultRule Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<FaultRule>(json, ControlJson.Options) ?? throw new FormatException("null is no fault.");
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}
