namespace BulkCopy.Emulator.Faults;

/// <summary>What goes wrong on purpose.</summary>
public enum FaultKind
{
    /// <summary>The answer waits: <see cref="FaultRule.Delay"/>, or evenly between it and <see cref="FaultRule.LongestDelay"/>.</summary>
    Latency,

    /// <summary>503 with the dialect's throttling code, without effect; above a rate when <see cref="FaultRule.AboveRequestsPerSecond"/> is set.</summary>
    SlowDown,

    /// <summary>500 InternalError.</summary>
    InternalError,

    /// <summary>Status 200 with an error document as body.</summary>
    ErrorInsideOk,

    /// <summary>The connection is reset instead of an answer.</summary>
    Reset,

    /// <summary>Half of the body is sent, then the connection is reset.</summary>
    TruncatedBody,

    /// <summary>Nothing is sent for <see cref="FaultRule.Delay"/> (an hour when zero), then the connection is reset.</summary>
    Stall,

    /// <summary>The ETag in headers and document is not the object's.</summary>
    WrongETag,

    /// <summary>The server's clock is off by <see cref="FaultRule.Skew"/>: in the Date header and in the check of signatures.</summary>
    ClockSkew,

    /// <summary>The headers are sent at once, then <see cref="FaultRule.Blanks"/> blanks with <see cref="FaultRule.Delay"/> between them, then the document.</summary>
    KeepAliveBlanks,

    /// <summary>Conditions on the source of a copy are not looked at, as by Ceph radosgw.</summary>
    IgnoreCopyConditions,

    /// <summary>What forbids overwriting is not looked at.</summary>
    IgnoreOverwriteGuard,

    /// <summary>The answer to a copy does not tell the version it made, as by Ceph radosgw.</summary>
    NoVersionIdOnCopy,

    /// <summary><see cref="FaultRule.Hook"/> is run before the request is carried out.</summary>
    Hook,
}
