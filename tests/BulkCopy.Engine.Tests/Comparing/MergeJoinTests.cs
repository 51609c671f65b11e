using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Comparing;

public sealed class MergeJoinTests
{
    private static readonly string[] Alphabet = ["a", "b", "z", "/", " ", "0", "9", "é", "中", "\uE000", "\uFFFD", "😀", "\u007F"];
    private static readonly Comparer<string> ByKey = Comparer<string>.Create(KeyOrder.Compare);

    [Fact]
    public async Task Every_key_is_paired_once_whatever_the_keys_the_pages_the_failures_and_the_interruptions()
    {
        var random = new Random(11);
        for (var round = 0; round < 400; round++)
        {
            var (left, right) = (Keys(random), Keys(random));
            var source = new ListedObjects(random.Next(2) == 0 ? "" : "from/😀", random.Next(1, 9), left) { Fails = _ => random.Next(5) == 0 };
            var destination = new ListedObjects(random.Next(2) == 0 ? "" : "to\uE000", random.Next(1, 9), right) { Fails = _ => random.Next(5) == 0 };
            var (after, through) = (random.Next(3) == 0 ? Key(random) : null, random.Next(3) == 0 ? Key(random) : null);

            var pairs = await JoinAsync(source, destination, after, through, () => random.Next(4) == 0);

            bool InRange(string key) => (after is null || KeyOrder.Compare(key, after) > 0) && (through is null || KeyOrder.Compare(key, through) <= 0);
            Assert.Equal(left.Union(right).Where(InRange).Order(ByKey), pairs.Select(pair => pair.Key));
            Assert.Equal(left.Where(InRange).Order(ByKey), pairs.Where(pair => pair.Source is not null).Select(pair => pair.Key));
            Assert.Equal(right.Where(InRange).Order(ByKey), pairs.Where(pair => pair.Destination is not null).Select(pair => pair.Key));
        }
    }

    [Fact]
    public async Task Ranges_that_meet_cover_all_keys_once()
    {
        var random = new Random(12);
        for (var round = 0; round < 100; round++)
        {
            var (left, right, cut) = (Keys(random), Keys(random), Key(random));
            var (source, destination) = (new ListedObjects("s/", 3, left), new ListedObjects("d/", 4, right));
            var lower = await JoinAsync(source, destination, null, cut, () => false);
            var upper = await JoinAsync(source, destination, cut, null, () => false);
            Assert.Equal(left.Union(right).Order(ByKey), lower.Concat(upper).Select(pair => pair.Key));
        }
    }

    [Fact]
    public async Task Both_sides_are_listed_once_and_no_object_is_asked_for()
    {
        var keys = Enumerable.Range(0, 10_000).Select(i => $"{i:D6}").ToArray();
        var (source, destination) = (new ListedObjects("", 1000, keys), new ListedObjects("copy/", 1000, keys));
        var pairs = await JoinAsync(source, destination, null, null, () => false);
        Assert.Equal(10_000, pairs.Count(pair => pair is { Source: not null, Destination: not null }));
        Assert.Equal((10, 10), (source.Requests, destination.Requests));
    }

    [Fact]
    public async Task A_page_holds_no_more_than_two_pages_of_listings_however_many_extras_lie_between_two_keys()
    {
        var (source, destination) = (new ListedObjects("", 100, ["a", "z"]), new ListedObjects("", 100, Enumerable.Range(0, 5000).Select(i => $"m{i:D5}")));
        await using var join = new MergeJoin(source.Side, destination.Side);
        var (pages, most, last) = (0, 0, false);
        while (!last)
        {
            var page = (await join.NextAsync(TestContext.Current.CancellationToken)).ValueOrThrow();
            (pages, most, last) = (pages + 1, Math.Max(most, page.Pairs.Count), page.IsLast);
        }
        Assert.InRange(most, 1, 200);
        Assert.InRange(pages, 50, 52);
    }

    [Fact]
    public async Task A_listing_out_of_order_stops_the_join()
    {
        var upset = new ComparedSide
        {
            Bucket = "b",
            Prefix = "",
            List = (_, _) => Task.FromResult(new StoreResult<ObjectPage>(new ObjectPage { Objects = [new ListedObject { Key = "b" }, new ListedObject { Key = "a" }] })),
        };
        await using var join = new MergeJoin(new ListedObjects("", 10, ["a"]).Side, upset);
        var stopped = await Assert.ThrowsAsync<RunStoppedException>(() => join.NextAsync(TestContext.Current.CancellationToken));
        Assert.Contains("key 'a' is listed behind key 'b'", stopped.Message, StringComparison.Ordinal);
    }

    /// <summary>Joins to the end; after a failure the same join goes on, after an interruption another from where the last page ended.</summary>
    private static async Task<List<ComparedPair>> JoinAsync(ListedObjects source, ListedObjects destination, string? after, string? through, Func<bool> interrupted)
    {
        var pairs = new List<ComparedPair>();
        var join = new MergeJoin(source.Side, destination.Side, after, through);
        while (true)
        {
            var next = await join.NextAsync(CancellationToken.None);
            if (!next.Succeeded) continue;
            pairs.AddRange(next.Value.Pairs);
            if (next.Value.IsLast) break;
            if (!interrupted()) continue;
            await join.DisposeAsync();
            join = new MergeJoin(source.Side, destination.Side, next.Value.Through, through);
        }
        await join.DisposeAsync();
        return pairs;
    }

    private static string[] Keys(Random random) => [.. Enumerable.Range(0, random.Next(40)).Select(_ => Key(random)).Distinct()];

    private static string Key(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
}
