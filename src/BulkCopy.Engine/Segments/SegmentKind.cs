namespace BulkCopy.Engine.Segments;

/// <summary>What is to be done with a segment.</summary>
public enum SegmentKind
{
    /// <summary>The entries numbered by the segment that are copied in one request.</summary>
    Objects,
    /// <summary>Named entries, tried again when they are due.</summary>
    Retry,
    /// <summary>Begin the multipart upload of one large entry and lay out its parts.</summary>
    UploadOpen,
    /// <summary>Copy a range of parts of one large entry.</summary>
    UploadParts,
    /// <summary>Complete the upload of one large entry and verify it.</summary>
    UploadClose,
    /// <summary>Ask for named archived entries to be restored.</summary>
    Restore,
    /// <summary>Ask how far the restores of named entries are, when it is due.</summary>
    RestorePoll,
    /// <summary>Delete named objects at the destination that the source does not have.</summary>
    Delete,
    /// <summary>Copy version histories: of each named entry's key the versions from that entry on, one after another, oldest first.</summary>
    History,
}
