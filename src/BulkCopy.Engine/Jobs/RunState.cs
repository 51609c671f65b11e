namespace BulkCopy.Engine.Jobs;

/// <summary>State of a run, with the names operators know from S3 Batch Operations.</summary>
public enum RunState
{
    /// <summary>Written down; nobody has begun.</summary>
    New,
    /// <summary>Being listed before anything is copied (runs that wait for confirmation).</summary>
    Preparing,
    /// <summary>Listed; waits for confirmation.</summary>
    Suspended,
    /// <summary>Confirmed; waits for a worker.</summary>
    Ready,
    /// <summary>Listing and copying.</summary>
    Active,
    /// <summary>Finishing what is in flight, beginning nothing.</summary>
    Pausing,
    /// <summary>Nothing in flight; can be resumed.</summary>
    Paused,
    /// <summary>Everything has an outcome; totals are being checked.</summary>
    Completing,
    /// <summary>Done. Objects may have failed: see the totals.</summary>
    Complete,
    /// <summary>Finishing what is in flight and aborting open uploads.</summary>
    Cancelling,
    /// <summary>Cancelled by an operator.</summary>
    Cancelled,
    /// <summary>Stopping because of an error that concerns the whole run.</summary>
    Failing,
    /// <summary>Stopped because of an error that concerns the whole run; see the reason.</summary>
    Failed,
}
