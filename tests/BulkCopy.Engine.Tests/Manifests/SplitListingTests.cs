using System.Text;
using BulkCopy.Engine.Manifests;

namespace BulkCopy.Engine.Tests.Manifests;

/// <summary>
/// Listers and splitters at the same time over an in-memory listing, with the ledger's rules: a page counts only if its range still ends where its lister thought,
/// and a range is split only behind its cursor and before its end.
/// </summary>
public sealed class SplitListingTests
{
    private static readonly string[] Runes =
    [
        "a", "b", "c", "z", "A", "Z", "0", "5", "9", "/", ".", " ", "!", "~", "\u0001", "\u001F", "\u007F", "\u0080", "é", "ÿ", "\u07FF", "\u0800", "中", "文",
        "\uD7FF", "\uE000", "\uFFFD", "\uFFFE", "\uFFFF", "\U00010000", "😀", "😁", "\U000FFFFF", "\U0010FFFE", "\U0010FFFF",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task No_key_is_lost_or_doubled_however_pages_and_splits_interleave(int seed)
    {
        var random = new Random(seed);
        var splits = 0;
        for (var round = 0; round < 120; round++)
        {
            var keys = Keys(random);
            var ranges = new List<Range> { new(null, null) };
            while (ranges.FindAll(range => !range.Done) is { Count: > 0 } open)
            {
                var range = open[random.Next(open.Count)];
                if (random.Next(3) > 0) Append(keys, range, random.Next(1, 9));
                else if (await TrySplitAsync(keys, range) is { } rest)
                {
                    ranges.Add(rest);
                    splits++;
                }
            }
            Assert.Equal(keys, ranges.SelectMany(range => range.Listed).Order(Comparer<string>.Create(KeyOrder.Compare)));
        }
        Assert.True(splits > 300, $"Only {splits} splits were made.");
    }

    /// <summary>A page is cut at the end that the range has when it is written, which may be another than when it was fetched.</summary>
    private static void Append(string[] keys, Range range, int most)
    {
        var page = keys.Where(key => range.Cursor is null || KeyOrder.Compare(key, range.Cursor) > 0).Take(most).ToArray();
        var isEnd = page.Length < most;
        var within = page.Where(key => range.End is null || KeyOrder.Compare(key, range.End) <= 0).ToArray();
        range.Listed.AddRange(within);
        if (within.Length > 0) range.Cursor = within[^1];
        range.Done = isEnd || within.Length < page.Length;
    }

    private static async Task<Range?> TrySplitAsync(string[] keys, Range range)
    {
        if (range.Cursor is null) return null;
        var split = await RangeSplitter.FindSplitAsync(new SplitPoints(range.Cursor), after => Task.FromResult(keys.FirstOrDefault(key =>
            KeyOrder.Compare(key, after) > 0 && (range.End is null || KeyOrder.Compare(key, range.End) <= 0))));
        if (split is null || KeyOrder.Compare(range.Cursor, split) >= 0 || (range.End is not null && KeyOrder.Compare(split, range.End) >= 0)) return null;
        var rest = new Range(split, range.End);
        range.End = split;
        return rest;
    }

    private static string[] Keys(Random random)
    {
        var shared = random.Next(3) == 0 ? Text(random, random.Next(1, 12)) : "";
        return [.. Enumerable.Range(0, random.Next(1, 150)).Select(_ => shared + Text(random, random.Next(shared.Length == 0 ? 1 : 0, 5))).Where(key => key.Length > 0).Distinct()
            .Order(Comparer<string>.Create(KeyOrder.Compare))];
    }

    private static string Text(Random random, int length)
    {
        var text = new StringBuilder();
        for (; length > 0; length--) text.Append(random.Next(4) == 0 ? AnyRune(random).ToString() : Runes[random.Next(Runes.Length)]);
        return text.ToString();
    }

    private static Rune AnyRune(Random random)
    {
        while (true)
            if (Rune.TryCreate(random.Next(1, 0x110000), out var rune)) return rune;
    }

    private sealed class Range(string? cursor, string? end)
    {
        public string? Cursor { get; set; } = cursor;
        public string? End { get; set; } = end;
        public bool Done { get; set; }
        public List<string> Listed { get; } = [];
    }
}
