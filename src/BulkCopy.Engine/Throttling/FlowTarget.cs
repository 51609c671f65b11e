namespace BulkCopy.Engine.Throttling;

/// <summary>What limits are about: one bucket of one store.</summary>
/// <param name="Store">The store's configured name.</param>
/// <param name="Bucket">The bucket.</param>
public readonly record struct FlowTarget(string Store, string Bucket)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Store}:{Bucket}";
}
