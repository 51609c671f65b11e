using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>What jobs that copy histories ask of their destination: that it keeps versions, or each would take the place of the one before.</summary>
public static class VersioningRequirement
{
    /// <summary>Why a job cannot be carried out, as a sentence with what to do; <c>null</c> if it can, or if the store does not tell.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="store">The destination's store.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public static async Task<string?> ProblemAsync(JobSpec spec, IObjectStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(store);
        if (spec.Versions != VersionScope.All) return null;
        var versioning = await store.GetVersioningAsync(spec.Destination.Bucket, cancellationToken).ConfigureAwait(false);
        return versioning.Succeeded ? Problem(spec, versioning.Value) : null;
    }

    /// <summary>The same where the versioning is known.</summary>
    internal static string? Problem(JobSpec spec, BucketVersioning versioning) => spec.Versions != VersionScope.All || versioning == BucketVersioning.Enabled ? null
        : $"Bucket {spec.Destination.Bucket} of store '{spec.Destination.Store}' does not keep versions ({(versioning == BucketVersioning.Never ? "it never has" : "it has been suspended")}), "
            + "so that each version would take the place of the one before: enable versioning there, or copy the current versions only.";

    /// <exception cref="RunStoppedException">The run cannot be carried out.</exception>
    internal static void ThrowIfUnmet(RunContext context)
    {
        if (Problem(context.Spec, context.DestinationVersioning) is { } problem) throw Refusal(context.Spec.Destination, problem);
    }

    internal static RunStoppedException Refusal(StoreLocation destination, string message) => new(new StoreError
    {
        Code = StoreErrorCode.RefusedLocally,
        Operation = "Copy versions",
        Resource = destination.ToString(),
        Message = message,
    });
}
