using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Comparing;

/// <summary>A bucket that is only listed, in pages as small as a test wants, and fails when a test wants.</summary>
internal sealed class ListedObjects(string prefix, int pageKeys, IEnumerable<string> relativeKeys)
{
    private readonly ListedObject[] objects = [.. relativeKeys.Distinct().Order(Comparer<string>.Create(KeyOrder.Compare)).Select(key => new ListedObject { Key = prefix + key, ETag = "0" })];

    public int Requests { get; private set; }
    public Func<int, bool> Fails { get; set; } = _ => false;

    public ComparedSide Side => new() { Bucket = "b", Prefix = prefix, PageKeys = pageKeys, List = ListAsync };

    private Task<StoreResult<ObjectPage>> ListAsync(ListObjectsRequest request, CancellationToken cancellationToken)
    {
        Requests++;
        if (Fails(Requests)) return Task.FromResult(new StoreResult<ObjectPage>(new StoreError { Code = StoreErrorCode.ServerError, Operation = "List objects", Message = "away" }));
        var behind = objects.Where(o => o.Key.StartsWith(request.Prefix, StringComparison.Ordinal) && (request.StartAfter is null || KeyOrder.Compare(o.Key, request.StartAfter) > 0)).ToArray();
        var page = behind.Take(request.MaxKeys).ToArray();
        return Task.FromResult(new StoreResult<ObjectPage>(new ObjectPage { Objects = page, NextKeyMarker = behind.Length > page.Length ? page[^1].Key : null }));
    }
}
