using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Tiering;

namespace BulkCopy.Engine.Planning;

/// <summary>How a plan is made.</summary>
public sealed record PlanOptions
{
    /// <summary>Rates that the time is computed from.</summary>
    public PlanRates Rates { get; init; } = new();
    /// <summary>Look at so many objects of the source only; <c>null</c>: all.</summary>
    public long? SampleObjects { get; init; }
    /// <summary>How many objects the source has, where a sample is taken, for instance by the provider's console: what the numbers are extrapolated to.</summary>
    public long? ExpectedObjects { get; init; }
    /// <summary>Objects whose headers, metadata and tags are looked at, to find what the destination cannot hold. Default 100.</summary>
    public int InspectedObjects { get; init; } = 100;
    /// <summary>The files of the job's manifest, if it is on a disk.</summary>
    public IReadOnlyList<ManifestFile> ManifestFiles { get; init; } = [];
    /// <summary>Reads the failures of the earlier run that the job takes its objects from; <c>null</c> where there is no ledger to ask.</summary>
    public EarlierFailures? Failures { get; init; }
    /// <summary>Try in a scratch folder of the destination what the stores really do, as a run does before it begins, and remove what that made. Default: nothing is written.</summary>
    public bool Probe { get; init; }
    /// <summary>The prices of a dialect; <c>null</c> where there are none.</summary>
    public Func<string, PriceTable?> Prices { get; init; } = static _ => null;
}
