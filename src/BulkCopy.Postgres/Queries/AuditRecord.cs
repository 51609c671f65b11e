namespace BulkCopy.Postgres.Queries;

/// <summary>One thing that somebody did, or tried to do.</summary>
public sealed record AuditRecord
{
    /// <summary>Its number; given by the database.</summary>
    public long Id { get; init; }
    /// <summary>When; given by the database.</summary>
    public DateTimeOffset At { get; init; }
    /// <summary>Id of the request, as the answer carried it.</summary>
    public required string RequestId { get; init; }
    /// <summary>Who: the name of an account or of an API key.</summary>
    public required string Actor { get; init; }
    /// <summary>How they were known: session, api-key, proxy, open, anonymous.</summary>
    public required string ActorKind { get; init; }
    /// <summary>Their role then.</summary>
    public string? Role { get; init; }
    /// <summary>What: <c>runs.cancel</c>.</summary>
    public required string Action { get; init; }
    /// <summary>To what: the request's path.</summary>
    public string? Target { get; init; }
    /// <summary>HTTP status of the answer.</summary>
    public required int Status { get; init; }
    /// <summary>More, for people. Never a secret.</summary>
    public string? Detail { get; init; }
    /// <summary>Where from.</summary>
    public string? RemoteAddress { get; init; }
}
