using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Manifests;
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
    /// <summary>More places to copy from; the numbers of entries' sources are 0 for <see cref="Source"/> and from 1 for these.</summary>
    public IReadOnlyList<StoreLocation> MoreSources { get; init; } = [];
    /// <summary>Which objects are copied.</summary>
    public Selection Selection { get; init; } = new();
    /// <summary>Which versions of them. Default: the current ones.</summary>
    public VersionScope Versions { get; init; }
    /// <summary>The point in time of <see cref="VersionScope.AsOf"/>, compared with what the store calls last modified; <c>null</c> otherwise.</summary>
    public DateTimeOffset? AsOf { get; init; }
    /// <summary>What names the objects; <c>null</c>: the sources are listed.</summary>
    public ManifestSource? Manifest { get; init; }
    /// <summary>How keys are made at the destination; <c>null</c>: the source's prefix is replaced by the destination's.</summary>
    public KeyRewriting? Keys { get; init; }
    /// <summary>Which of them are copied, given what the destination has. Default: all.</summary>
    public ComparePolicy Compare { get; init; }
    /// <summary>What tells whether the destination has an object, where <see cref="Compare"/> asks for that.</summary>
    public CompareBy CompareBy { get; init; }
    /// <summary>How much a <see cref="ComparePolicy.Mirror"/> may delete; required there, and nowhere else allowed.</summary>
    public DeletionLimit? Deletions { get; init; }
    /// <summary>How objects are copied.</summary>
    public CopyOptions Copy { get; init; } = new();
    /// <summary>What happens on failures.</summary>
    public FailurePolicy Failures { get; init; } = new();
    /// <summary>How much is asked before a copy is called verified. Default: what the answers prove.</summary>
    public VerificationLevel Verification { get; init; }
    /// <summary>Makes this a job that only verifies: nothing is written to either place.</summary>
    public VerifySpec? Verify { get; init; }
    /// <summary>Wait in <see cref="RunState.Suspended"/> for confirmation after listing.</summary>
    public bool Confirm { get; init; }
    /// <summary>How archived sources are restored before they are copied; <c>null</c>: they fail. A tiering job's policy says it itself.</summary>
    public RestorePolicy? Restore { get; init; }
    /// <summary>Makes this a tiering job: objects are moved between storage classes where they are.</summary>
    public TieringSpec? Tiering { get; init; }

    /// <summary>Whether the listings of both places are joined.</summary>
    internal bool ComparesByListing => Verify is not null ? Keys is null && Manifest is null : Compare != ComparePolicy.All && !ComparesByHead;

    /// <summary>Whether two entries could write the same key, so that every key is written down with the page that it comes from.</summary>
    internal bool RecordsDestinations => Verify is null && Tiering is null && (Manifest is not null || !KeyRewriter.IsInjective(this));

    /// <summary>Whether every object is asked for at the destination: rewritten keys and manifests come in another order than the destination's listing.</summary>
    internal bool ComparesByHead => Compare != ComparePolicy.All && (Keys is not null || Manifest is not null);

    /// <summary>The source of this number.</summary>
    public StoreLocation SourceAt(short number) => number == 0 ? Source : MoreSources[number - 1];

    /// <summary>The key at the destination of an entry.</summary>
    public string DestinationKey(ManifestEntry entry) => DestinationKey(entry.Source, entry.Key, entry.LastModified);

    /// <summary>The key at the destination of an object.</summary>
    /// <param name="source">Number of its source.</param>
    /// <param name="key">Key at the source.</param>
    /// <param name="lastModified">Its time, for templates that have one.</param>
    public string DestinationKey(short source, string key, DateTimeOffset lastModified)
    {
        var from = SourceAt(source);
        if (Keys is not null) return Destination.Prefix + KeyRewriter.Rewrite(Keys, from, key, lastModified);
        return ReferenceEquals(from.Prefix, Destination.Prefix) || from.Prefix == Destination.Prefix ? key : Destination.Prefix + key[from.Prefix.Length..];
    }
}
