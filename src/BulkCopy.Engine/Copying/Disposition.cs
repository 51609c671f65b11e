using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>What is done about an error.</summary>
public enum Disposition
{
    /// <summary>Repeat the call after a short wait; when that does not help, the entry is tried again later.</summary>
    RetryCall,
    /// <summary>Try the entry again later, which costs an attempt.</summary>
    RetryEntry,
    /// <summary>Ask the destination whether the request took effect; if not, try the entry again later.</summary>
    AskDestination,
    /// <summary>The source is no longer what was listed.</summary>
    SourceChanged,
    /// <summary>The destination exists and was to be left alone.</summary>
    AlreadyPresent,
    /// <summary>The upload is gone: begin a new one.</summary>
    ReopenUpload,
    /// <summary>The entry cannot be copied; trying again would not help.</summary>
    FailEntry,
    /// <summary>Nothing of this run can work: stop it.</summary>
    StopRun,
}

/// <summary>The one table of what an error means for a run.</summary>
public static class Dispositions
{
    /// <summary>What is done about an error of a copy, whatever the dialect.</summary>
    public static Disposition Of(StoreErrorCode code) => code switch
    {
        StoreErrorCode.Throttled or StoreErrorCode.ServerError or StoreErrorCode.ConnectionFailed
            or StoreErrorCode.Conflict or StoreErrorCode.ClockSkew or StoreErrorCode.InvalidResponse => Disposition.RetryCall,
        StoreErrorCode.OutcomeUnknown => Disposition.AskDestination,
        StoreErrorCode.PreconditionFailed or StoreErrorCode.NotModified
            or StoreErrorCode.NoSuchKey or StoreErrorCode.NoSuchVersion => Disposition.SourceChanged,
        StoreErrorCode.AlreadyExists => Disposition.AlreadyPresent,
        StoreErrorCode.NoSuchUpload or StoreErrorCode.InvalidPart => Disposition.ReopenUpload,
        StoreErrorCode.NoSuchBucket or StoreErrorCode.InvalidCredentials
            or StoreErrorCode.SignatureMismatch or StoreErrorCode.WrongRegion => Disposition.StopRun,
        StoreErrorCode.ExpiredCredentials or StoreErrorCode.BadDigest => Disposition.RetryEntry,
        _ => Disposition.FailEntry,
    };
}
