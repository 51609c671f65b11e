namespace BulkCopy.Engine.Comparing;

/// <summary>What tells whether an object at the destination is that of the source.</summary>
public enum CompareBy
{
    /// <summary>Size and ETag. Where the ETags are no digests of the same kind (made from parts in different layouts, or by a store whose multipart ETags say nothing
    /// of the content): size, and a destination that was written later than the source.</summary>
    ETag,
    /// <summary>Size, and a destination that was written later than the source. For stores whose encryption (KMS) makes ETags that differ for equal content.</summary>
    Time,
    /// <summary>Size alone.</summary>
    Size,
}
