using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>Reads the listings that a plan is made from.</summary>
internal sealed class PlanReading
{
    private readonly JobSpec spec;
    private readonly IReadOnlyList<PlannedPlace> places;
    private readonly IObjectStore destination;
    private readonly PlanOptions options;
    private readonly Selector[] selectors;
    private readonly Random random = new(1);

    public PlanReading(JobSpec spec, IReadOnlyList<PlannedPlace> places, IObjectStore destination, BucketVersioning? versioning, PlanOptions options, DateTimeOffset asOf)
    {
        (this.spec, this.places, this.destination, this.options, Versioning, AsOf) = (spec, places, destination, options, versioning, asOf);
        selectors = [.. places.Select(place => new Selector(spec.Selection, asOf, place.Store.Dialect.DefaultStorageClass))];
        Tally = new PlanTally(spec, places, destination, versioning);
        Taken = new TakenKeys(spec);
    }

    public PlanTally Tally { get; }
    public TakenKeys Taken { get; }
    public BucketVersioning? Versioning { get; }
    public DateTimeOffset AsOf { get; }

    /// <summary>Whether the destination was listed too.</summary>
    public bool ListsDestination => spec.Keys is null && spec.Manifest is null && spec.Versions == VersionScope.Current;

    /// <summary>Whether the listing was broken off.</summary>
    public bool IsSample { get; set; }

    /// <summary>Some of the objects that are copied, each as likely as the others.</summary>
    public List<(short Source, ListedObject Listed)> Inspected { get; } = [];

    /// <summary>Objects that are copied.</summary>
    public long Copied { get; private set; }

    public async Task ReadAsync(ListingBounds part, CancellationToken cancellationToken)
    {
        var place = places[part.Source];
        var choices = new PairSelection(spec.ComparesByHead ? ComparePolicy.All : spec.Compare, new ObjectComparer(place.Store.Dialect, destination.Dialect, spec.CompareBy));
        var join = new MergeJoin(SourceSide(place, part), DestinationSide(place, part), part.After?[part.Prefix.Length..], part.Through?[part.Prefix.Length..]);
        await using (join.ConfigureAwait(false))
        {
            var isLast = false;
            while (!isLast && !IsSample)
            {
                var page = (await join.NextAsync(cancellationToken).ConfigureAwait(false)).Value;
                foreach (var pair in page.Pairs) Add(part, pair, choices);
                isLast = page.IsLast;
                IsSample = !isLast && options.SampleObjects is { } most && Tally.SourceSeen >= most;
            }
        }
    }

    private void Add(ListingBounds part, in ComparedPair pair, PairSelection choices)
    {
        var extra = pair.Source is null ? pair.Destination! with { Key = part.Prefix + pair.Key } : null;
        Tally.See(pair.Source, pair.Destination);
        if (selectors[part.Source].Exclude(pair.Source ?? extra!) is { } exclusion)
        {
            if (pair.Source is not null) Tally.Leave(exclusion.Reason, pair.Source);
            return;
        }
        var choice = choices.Choose(pair);
        if (choice.Action == PairAction.Leave)
        {
            Tally.Leave(choice.Reason!, pair.Source!);
            // Nor may another source's object replace what stays at the destination.
            Taken.FindCollision(part.Source, pair.Source!);
        }
        else if (choice.Action == PairAction.Delete) Tally.Delete();
        else if (choice.Action == PairAction.Copy)
        {
            Copy(part.Source, pair.Source!, pair.Destination);
        }
    }

    /// <summary>Whether the selection leaves every object of this key out.</summary>
    public bool Excludes(short source, string key) => selectors[source].ExcludeKey(key) is not null;

    /// <summary>Adds an object that a manifest names.</summary>
    public void Add(SelectedObject selected)
    {
        Tally.See(selected.Listed, null);
        if (selected.Early is { } early) Tally.Obstruct(early.Code!, early.Message!, selected.Listed, selected.Listed.Size);
        else if (selectors[selected.Source].Exclude(selected.Listed) is { } exclusion) Tally.Leave(exclusion.Reason, selected.Listed);
        else Copy(selected.Source, selected.Listed, null);
    }

    private void Copy(short source, ListedObject listed, ListedObject? other)
    {
        if (Taken.FindCollision(source, listed) is { } key)
        {
            Tally.Obstruct(DuplicateDestinations.Code, $"Another object gets the same key at the destination, '{key}', or a manifest names this one twice: one of them is copied.", listed, listed.Size);
            return;
        }
        Tally.Copy(source, listed, other);
        Remember(source, listed);
    }

    /// <summary>A reservoir: the n-th object takes the place of another with the chance that it would have in an even draw.</summary>
    public void Remember(short source, ListedObject listed)
    {
        Copied++;
        if (Inspected.Count < options.InspectedObjects) Inspected.Add((source, listed));
        else if (random.NextInt64(Copied) is var at && at < Inspected.Count) Inspected[(int)at] = (source, listed);
    }

    private ComparedSide SourceSide(PlannedPlace place, ListingBounds part)
    {
        var side = ComparedSide.Of(place.Store, place.Location.Bucket, part.Prefix);
        return side with { List = (request, token) => Counted(side, () => Tally.Requests.Source(place.Location.Store, "ListObjects", 1), request, token) };
    }

    private ComparedSide DestinationSide(PlannedPlace place, ListingBounds part)
    {
        if (!ListsDestination)
            return new ComparedSide { Bucket = spec.Destination.Bucket, Prefix = "", List = static (_, _) => Task.FromResult(new StoreResult<ObjectPage>(new ObjectPage { Objects = [] })) };
        var side = ComparedSide.Of(destination, spec.Destination.Bucket, spec.Destination.Prefix + part.Prefix[place.Location.Prefix.Length..]);
        // A run that copies everything does not list its destination; the plan does, to know what is overwritten.
        return spec.ComparesByListing
            ? side with { List = (request, token) => Counted(side, () => Tally.Requests.Destination(spec.Destination.Store, "ListObjects", 1), request, token) }
            : side;
    }

    private static Task<StoreResult<ObjectPage>> Counted(ComparedSide side, Action count, ListObjectsRequest request, CancellationToken cancellationToken)
    {
        count();
        return side.List(request, cancellationToken);
    }
}
