using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Verification;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Comparing;

/// <summary>Compares objects of two stores by what their listings tell.</summary>
public sealed class ObjectComparer
{
    private readonly CompareBy by;
    private readonly bool multipartCounts;

    /// <summary>Compares objects of two dialects.</summary>
    /// <param name="source">Dialect of the source.</param>
    /// <param name="destination">Dialect of the destination.</param>
    /// <param name="by">What is compared.</param>
    public ObjectComparer(Dialect source, Dialect destination, CompareBy by = CompareBy.ETag)
    {
        this.by = by;
        multipartCounts = source.MultipartETagFollowsParts && destination.MultipartETagFollowsParts;
    }

    /// <summary>Compares a pair.</summary>
    public Verdict Compare(in ComparedPair pair) => (pair.Source, pair.Destination) switch
    {
        ({ } source, { } destination) => Compare(source.Size, source.ETag, source.LastModified, destination.Size, destination.ETag, destination.LastModified),
        (null, _) => new(Likeness.Extra, Basis.Presence),
        _ => new(Likeness.Missing, Basis.Presence),
    };

    /// <summary>Compares an object of the source with what a HEAD of the destination told.</summary>
    public Verdict Compare(long size, string? etag, DateTimeOffset lastModified, ObjectProperties destination) =>
        Compare(size, etag, lastModified, destination.Size, destination.ETag, destination.LastModified);

    private Verdict Compare(long size, string? etag, DateTimeOffset modified, long otherSize, string? otherETag, DateTimeOffset otherModified)
    {
        if (size != otherSize || by == CompareBy.Size) return new(size == otherSize ? Likeness.Equal : Likeness.Different, Basis.Size);
        if (by == CompareBy.ETag)
        {
            if (CopyProof.ByETag(etag, otherETag, multipartCounts) == Proof.ETag) return new(Likeness.Equal, Basis.ETag);
            if (CopyProof.DifferByETag(etag, otherETag)) return new(Likeness.Different, Basis.ETag);
        }
        // Times are whole seconds: a source written in the second of its copy may have been written after it.
        return new(otherModified > modified ? Likeness.Equal : Likeness.Different, Basis.SizeAndTime);
    }
}
