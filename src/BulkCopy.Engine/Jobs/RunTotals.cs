namespace BulkCopy.Engine.Jobs;

/// <summary>Totals of a run. Each is the number of ledger rows it speaks of at every instant: both are written in one transaction.</summary>
public sealed record RunTotals
{
    /// <summary>Entries of the manifest so far.</summary>
    public long Listed { get; init; }
    /// <summary>Their size in bytes.</summary>
    public long ListedBytes { get; init; }
    /// <summary>Copied by us.</summary>
    public long Copied { get; init; }
    /// <summary>Found at the destination after a lost answer, and taken over.</summary>
    public long Adopted { get; init; }
    /// <summary>Left out on purpose.</summary>
    public long Skipped { get; init; }
    /// <summary>Changed at the source since they were listed.</summary>
    public long SourceChanged { get; init; }
    /// <summary>Existed at the destination and were to be left alone.</summary>
    public long AlreadyPresent { get; init; }
    /// <summary>Failed for good.</summary>
    public long Failed { get; init; }
    /// <summary>Size of what was copied or adopted, bytes.</summary>
    public long Bytes { get; init; }
    /// <summary>Of copied and adopted, and of what a run that verifies compared: proved equal by more than size.</summary>
    public long Verified { get; init; }
    /// <summary>Of the same: only the size could be compared.</summary>
    public long SizeOnly { get; init; }
    /// <summary>Attempts that failed and were tried again. Waiting for a restore is none.</summary>
    public long Retries { get; init; }
    /// <summary>Of the entries: objects to be deleted at the destination. Their size is not in <see cref="ListedBytes"/>.</summary>
    public long ToDelete { get; init; }
    /// <summary>Deleted at the destination.</summary>
    public long Deleted { get; init; }
    /// <summary>Objects of the source that a comparing run has looked at, whether they became entries or not.</summary>
    public long SourceSeen { get; init; }
    /// <summary>Objects of the destination that a comparing run has looked at.</summary>
    public long DestinationSeen { get; init; }
    /// <summary>Entries that have a final outcome.</summary>
    public long Finished => Copied + Adopted + Skipped + SourceChanged + AlreadyPresent + Deleted + Failed;
}
