using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Probing;
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
    /// <param name="source">Source.</param>
    /// <param name="destination">Destination.</param>
    /// <param name="options">What the job asks for.</param>
    /// <param name="capabilities">What was found out by trying; <c>null</c> if nothing was.</param>
    public WayPlanner(IObjectStore source, IObjectStore destination, CopyOptions options, StoreCapabilities? capabilities = null)
        : this(
            source.CopyDomain == destination.CopyDomain && (source.Region == destination.Region || destination.Dialect.CopiesAcrossRegions)
                && capabilities?.CopiesFromSource != false && (options.SourceCustomerKey is null || destination.Dialect.CopiesFromCustomerKey),
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
        // A copy in parts may not be put off beyond what one request can do, nor a relay beyond what is held in memory.
        threshold = Math.Max(Math.Min(options.PartCopyThresholdBytes ?? most, serverSide ? limits.SimpleCopyBytes + 1 : most), 1);
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
