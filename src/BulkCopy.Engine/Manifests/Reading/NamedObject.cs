using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>An object that a manifest names.</summary>
/// <param name="Source">Number of the source that it belongs to.</param>
/// <param name="Listed">What is known of it; where <paramref name="IsComplete"/> is not, no more than its key and version.</param>
/// <param name="IsComplete">Whether it need not be asked for.</param>
/// <param name="Where">What named it, for messages.</param>
internal sealed record NamedObject(short Source, ListedObject Listed, bool IsComplete, string Where)
{
    /// <summary>The object as it was found; one that the source does not give has failed, and is not copied.</summary>
    public SelectedObject Found(StoreResult<ObjectProperties> head) => head.Succeeded
        ? new SelectedObject
        {
            Source = Source,
            Listed = Listed with { Size = head.Value.Size, ETag = head.Value.ETag, LastModified = head.Value.LastModified, StorageClass = head.Value.StorageClass },
        }
        : new SelectedObject { Source = Source, Listed = Listed, Early = new EarlyOutcome(OutcomeResult.Failed, head.Error.Code.ToString(), $"Named by {Where}: {head.Error}") };

    /// <summary>The object as its row tells.</summary>
    public SelectedObject AsTold() => new() { Source = Source, Listed = Listed };
}
