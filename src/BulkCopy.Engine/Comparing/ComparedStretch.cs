using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Comparing;

/// <summary>Sorts the pairs of a stretch by what is done about them.</summary>
public sealed class ComparedStretch(PairSelection choices)
{
    private readonly List<ListedObject> copies = [];
    private readonly HashSet<string> replacing = [];
    private readonly List<(string Key, ListedObject Object)> extras = [];
    private readonly Dictionary<string, (long Objects, long Bytes)> left = [];

    /// <summary>The source's objects that are copied, in key order.</summary>
    public IReadOnlyList<ListedObject> Copies => copies;
    /// <summary>The destination's objects that are deleted, with their keys behind the prefix, in key order.</summary>
    public IReadOnlyList<(string Key, ListedObject Object)> Extras => extras;
    /// <summary>The source's objects that are left, by reason.</summary>
    public IReadOnlyList<LeftOut> LeftOut => [.. left.Select(pair => new LeftOut(pair.Key, pair.Value.Objects, pair.Value.Bytes))];
    /// <summary>Objects of the source in the stretch.</summary>
    public long SourceSeen { get; private set; }
    /// <summary>Objects of the destination in the stretch.</summary>
    public long DestinationSeen { get; private set; }

    /// <summary>Whether one of <see cref="Copies"/> is going to replace an object of the destination.</summary>
    public bool Replaces(ListedObject copy) => replacing.Contains(copy.Key);

    /// <summary>Adds a pair.</summary>
    public void Add(in ComparedPair pair)
    {
        SourceSeen += pair.Source is null ? 0 : 1;
        DestinationSeen += pair.Destination is null ? 0 : 1;
        var choice = choices.Choose(pair);
        switch (choice.Action)
        {
            case PairAction.Copy:
                copies.Add(pair.Source!);
                if (pair.Destination is not null) replacing.Add(pair.Source!.Key);
                break;
            case PairAction.Delete:
                extras.Add((pair.Key, pair.Destination!));
                break;
            case PairAction.Leave:
                var (objects, bytes) = left.GetValueOrDefault(choice.Reason!);
                left[choice.Reason!] = (objects + 1, bytes + pair.Source!.Size);
                break;
            default:
                break;
        }
    }
}
