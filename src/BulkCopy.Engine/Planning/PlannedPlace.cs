using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>One of the places that a planned job copies from.</summary>
internal sealed record PlannedPlace
{
    public required StoreLocation Location { get; init; }
    public required IObjectStore Store { get; init; }
    public required IObjectStore Destination { get; init; }
    public required WayPlanner Ways { get; init; }
    /// <summary>Customer key of its objects, if the job names one and it is configured here.</summary>
    public CustomerKey? Key { get; init; }
    /// <summary>What a probe found remarkable, a sentence each.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Why objects go a way, as a sentence.</summary>
    public string ReasonOf(CopyWay way) => way switch
    {
        CopyWay.Copy => $"Both places are at {Store.CopyDomain}{Regions}: the destination's store copies by itself.",
        CopyWay.PartCopy => $"As large as one copy request should not be: the destination's store copies part by part, inside {Store.CopyDomain}{Regions}.",
        CopyWay.DeleteMarker => "Made anew, by deleting without a version id.",
        CopyWay.Relay => $"{NoServerSideWay} Read and written through workers.",
        _ => $"{NoServerSideWay} Read and written through workers, part by part.",
    };

    private string Regions => Store.Region == Destination.Region ? $", {Store.Region}" : $", {Store.Region} to {Destination.Region}";

    private string NoServerSideWay =>
        Store.CopyDomain != Destination.CopyDomain ? $"{Destination.CopyDomain} cannot read from {Store.CopyDomain}."
        : Store.Region != Destination.Region && !Destination.Dialect.CopiesAcrossRegions ? $"{Destination.Dialect.Name} does not copy across regions ({Store.Region} to {Destination.Region})."
        : "The destination's store does not copy from this source.";
}
