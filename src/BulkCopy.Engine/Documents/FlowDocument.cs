using System.Text.Json.Serialization;

namespace BulkCopy.Engine.Documents;

/// <summary>A bucket: the limits that operators set for it, and what happens there. What is not known is left out.</summary>
public sealed record FlowDocument
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }
    /// <summary>The bucket; left out for limits that hold for each bucket of the store that has none of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Bucket { get; init; }
    /// <summary>Limits that operators set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FlowLimitDocument? Limit { get; init; }
    /// <summary>Requests of the last second that were not throttled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RequestsPerSecond { get; init; }
    /// <summary>Bytes of the last second.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BytesPerSecond { get; init; }
    /// <summary>Requests in flight.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? InFlight { get; init; }
    /// <summary>Requests that wait for their turn.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Waiting { get; init; }
    /// <summary>Requests per second that the bucket was found to bear.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RateLevel { get; init; }
    /// <summary>Requests per second in force now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RateInForce { get; init; }
    /// <summary>Throttled requests of the last minute.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ThrottledPerMinute { get; init; }
    /// <summary>When the store last asked for less.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ThrottledAt { get; init; }
    /// <summary>Who works there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FlowWorkerDocument>? Workers { get; init; }
}

/// <summary>Limits as they were set; what is left out is not limited.</summary>
public sealed record FlowLimitDocument
{
    /// <summary>Requests begun per second.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RequestsPerSecond { get; init; }
    /// <summary>Bytes copied per second.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BytesPerSecond { get; init; }
    /// <summary>Requests in flight.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? InFlight { get; init; }
    /// <summary>Times of the week with limits of their own.</summary>
    public required IReadOnlyList<string> Windows { get; init; }
    /// <summary>When they were set.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
    /// <summary>By whom.</summary>
    public required string UpdatedBy { get; init; }
}

/// <summary>One worker at a bucket.</summary>
/// <param name="Worker">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="RequestsPerSecond">Its requests of the last second.</param>
/// <param name="Share">Requests per second that it may send; left out: not limited.</param>
public sealed record FlowWorkerDocument(int Worker, string Name, double RequestsPerSecond, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Share);
