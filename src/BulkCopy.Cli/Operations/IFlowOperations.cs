using BulkCopy.Engine.Documents;

namespace BulkCopy.Cli.Operations;

/// <summary>What all workers together may do to buckets, as verbs see and set it.</summary>
internal interface IFlowOperations
{
    /// <summary>All buckets that have limits or are used, by store and bucket.</summary>
    Task<IReadOnlyList<FlowDocument>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One bucket, or with <c>null</c> each bucket of the store that has no limits of its own.</summary>
    /// <exception cref="Output.RefusedException">There is no such store.</exception>
    Task<FlowDocument> ShowAsync(string store, string? bucket, CancellationToken cancellationToken);

    /// <summary>Replaces limits; <c>null</c> forgets them.</summary>
    /// <param name="shown">The bucket as it was shown.</param>
    /// <param name="limit">Its limits from now on.</param>
    /// <param name="cancellationToken">Stops before they are set.</param>
    /// <returns>The bucket as it is then.</returns>
    /// <exception cref="Output.RefusedException">Somebody else changed them since.</exception>
    Task<FlowDocument> SetAsync(FlowDocument shown, FlowLimitRequest? limit, CancellationToken cancellationToken);
}
