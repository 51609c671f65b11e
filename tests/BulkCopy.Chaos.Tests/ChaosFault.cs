namespace BulkCopy.Chaos.Tests;

/// <summary>What goes wrong at a step.</summary>
public enum ChaosFault
{
    /// <summary>The worker is killed by SIGKILL while the request has been sent and has had no effect.</summary>
    KilledBeforeEffect,
    /// <summary>The worker is killed by SIGKILL while the request has taken effect and has not been answered.</summary>
    KilledAfterEffect,
    /// <summary>PostgreSQL is killed and started again while the request is under way.</summary>
    DatabaseRestart,
    /// <summary>The store answers 503 again and again.</summary>
    Storm,
    /// <summary>The connection is reset, and nothing has happened.</summary>
    ResetBeforeEffect,
    /// <summary>The connection is reset, and the request has taken effect.</summary>
    ResetAfterEffect,
    /// <summary>The answer is 200 and holds an error; nothing has happened.</summary>
    ErrorInsideOk,
    /// <summary>The store answers 500, and the request has taken effect.</summary>
    ServerErrorAfterEffect,
    /// <summary>There is no answer, and nothing has happened.</summary>
    StallBeforeEffect,
    /// <summary>There is no answer, and the request has taken effect.</summary>
    StallAfterEffect,
    /// <summary>The worker's clock jumps an hour ahead while the request is under way.</summary>
    ClockAhead,
    /// <summary>The worker's clock jumps an hour back while the request is under way.</summary>
    ClockBack,
}
