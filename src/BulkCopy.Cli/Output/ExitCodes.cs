namespace BulkCopy.Cli.Output;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCodes
{
    /// <summary>Everything asked for was done.</summary>
    public const int Done = 0;

    /// <summary>It failed, was cancelled, or was interrupted before its end.</summary>
    public const int Failed = 1;

    /// <summary>Arguments or configuration cannot be used; nothing was changed.</summary>
    public const int Refused = 2;

    /// <summary>The run finished, but objects failed or changed at the source meanwhile.</summary>
    public const int FinishedWithFailures = 3;
}
