namespace BulkCopy.Engine.Jobs;

/// <summary>Which versions of an object are copied.</summary>
public enum VersionScope
{
    /// <summary>The one that is current when it is listed.</summary>
    Current,
    /// <summary>All of them with their delete markers, in the order in which they were made. The destination must keep versions.</summary>
    All,
    /// <summary>The one that was current at a point in time; see <see cref="JobSpec.AsOf"/>.</summary>
    AsOf,
}
