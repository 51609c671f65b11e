using BulkCopy.Engine.Tiering;

namespace BulkCopy.Engine.Jobs;

/// <summary>The declaration of a job, as it is stored and as the API takes it.</summary>
public sealed record JobSpec
{
    /// <summary>A name for people.</summary>
    public required string Name { get; init; }
    /// <summary>What is copied.</summary>
    public required StoreLocation Source { get; init; }
    /// <summary>Where to: the source's prefix is replaced by the destination's.</summary>
    public required StoreLocation Destination { get; init; }
    /// <summary>How objects are copied.</summary>
    public CopyOptions Copy { get; init; } = new();
    /// <summary>What happens on failures.</summary>
    public FailurePolicy Failures { get; init; } = new();
    /// <summary>How much is asked before a copy is called verified. Default: what the answers prove.</summary>
    public VerificationLevel Verification { get; init; }
    /// <summary>Wait in <see cref="RunState.Suspended"/> for confirmation after listing.</summary>
    public bool Confirm { get; init; }
    /// <summary>How archived sources are restored before they are copied; <c>null</c>: they fail. A tiering job's policy says it itself.</summary>
    public RestorePolicy? Restore { get; init; }
    /// <summary>Makes this a tiering job: objects are moved between storage classes where they are.</summary>
    public TieringSpec? Tiering { get; init; }

    /// <summary>The key at the destination of a key at the source.</summary>
    public string DestinationKey(string sourceKey) =>
        ReferenceEquals(Source.Prefix, Destination.Prefix) || Source.Prefix == Destination.Prefix
            ? sourceKey
            : Destination.Prefix + sourceKey[Source.Prefix.Length..];
}
