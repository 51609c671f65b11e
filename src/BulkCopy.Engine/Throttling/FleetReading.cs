namespace BulkCopy.Engine.Throttling;

/// <summary>What a worker reads about one bucket in exchange for its report.</summary>
public sealed record FleetReading
{
    /// <summary>The bucket.</summary>
    public required FlowTarget Target { get; init; }
    /// <summary>The database's clock.</summary>
    public required DateTimeOffset Now { get; init; }
    /// <summary>What was learned.</summary>
    public required FlowLevel Level { get; init; }
    /// <summary>What operators set: for the bucket, else for all buckets of its store; <c>null</c> for neither.</summary>
    public FlowLimit? Limit { get; init; }
    /// <summary>The reports of the other live workers.</summary>
    public required FleetUse Others { get; init; }
    /// <summary>Whether the others can have seen an earlier report of this worker.</summary>
    public required bool IsKnown { get; init; }
}
