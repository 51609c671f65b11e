namespace BulkCopy.Engine.Planning;

/// <summary>How an entry is copied; chosen by the planner and recorded, never changed silently.</summary>
public enum CopyWay
{
    /// <summary>One server-side copy request.</summary>
    Copy,
    /// <summary>Server-side copy of parts.</summary>
    PartCopy,
    /// <summary>Read and written through the worker in one request each: no server-side way exists.</summary>
    Relay,
    /// <summary>Read and written through the worker part by part.</summary>
    RelayParts,
    /// <summary>Not copied: the destination has it, the source does not, and a mirroring run deletes it.</summary>
    Delete,
    /// <summary>Not copied: a delete marker of a version history, made anew at the destination.</summary>
    DeleteMarker,
}

/// <summary>What ways have in common.</summary>
public static class CopyWays
{
    /// <summary>Whether objects that go this way have an upload of parts.</summary>
    public static bool IsInParts(this CopyWay way) => way is CopyWay.PartCopy or CopyWay.RelayParts;
}
