using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>Chooses how an entry is copied, from what the two stores can do.</summary>
public sealed class WayPlanner
{
    private const long DefaultThreshold = 1L << 30;
    private const long RelayThreshold = 64L << 20;
    private readonly bool serverSide;
    private readonly long threshold;

    /// <summary>Everything in one request, whatever its size: for runs that copy nothing.</summary>
    internal static readonly WayPlanner InOneRequest = new();

    private WayPlanner() => (serverSide, threshold) = (true, long.MaxValue);

    /// <summary>Plans for one pair of stores.</summary>
    public WayPlanner(IObjectStore source, IObjectStore destination, CopyOptions options)
        : this(source.CopyDomain == destination.CopyDomain && (source.Region == destination.Region || destination.Dialect.CopiesAcrossRegions),
            destination.Dialect.Limits, options)
    {
    }

    /// <summary>Plans for a destination with these limits.</summary>
    /// <param name="serverSide">Whether the destination can read the source itself.</param>
    /// <param name="limits">Limits of the destination.</param>
    /// <param name="options">What the job asks for.</param>
    public WayPlanner(bool serverSide, StoreLimits limits, CopyOptions options)
    {
        this.serverSide = serverSide;
        var most = serverSide ? Math.Min(limits.SimpleCopyBytes + 1, DefaultThreshold) : Math.Min(limits.SinglePutBytes + 1, RelayThreshold);
        // A copy in parts needs more than one part's minimum to be worth it, and may not be asked for above what one request can do.
        threshold = Math.Max(Math.Min(options.PartCopyThresholdBytes ?? most, (serverSide ? limits.SimpleCopyBytes : limits.SinglePutBytes) + 1), 1);
    }

    /// <summary>The way for an object of this size.</summary>
    public CopyWay Choose(long sizeBytes) => (serverSide, sizeBytes >= threshold) switch
    {
        (true, false) => CopyWay.Copy,
        (true, true) => CopyWay.PartCopy,
        (false, false) => CopyWay.Relay,
        (false, true) => CopyWay.RelayParts,
    };
}
