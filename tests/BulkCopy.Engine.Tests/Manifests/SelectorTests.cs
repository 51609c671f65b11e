using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Manifests;

public sealed class SelectorTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    private readonly Random random = new(7);

    [Fact]
    public void Generated_selections_choose_what_a_naive_oracle_chooses()
    {
        for (var i = 0; i < 3000; i++)
        {
            var selection = Selection();
            var listed = Object();
            var expected = Oracle(selection, listed);
            Assert.True(expected == (new Selector(selection, Now, "STANDARD").Exclude(listed) is null), $"{selection} on {listed}");
        }
    }

    [Fact]
    public void Narrowed_listings_hold_every_key_that_is_selected_once()
    {
        for (var i = 0; i < 3000; i++)
        {
            var prefix = Text(2);
            var spec = Spec(prefix, Selection());
            var selector = new Selector(spec.Selection, Now, "STANDARD");
            var listed = Object() with { Key = prefix + Text(5) };
            if (selector.ExcludeKey(listed.Key) is not null) continue;
            var holding = ListingBounds.Of(spec).Count(part => listed.Key.StartsWith(part.Prefix, StringComparison.Ordinal)
                && (part.After is null || KeyOrder.Compare(listed.Key, part.After) > 0) && (part.Through is null || KeyOrder.Compare(listed.Key, part.Through) <= 0));
            Assert.True(holding == 1, $"{holding} parts hold '{listed.Key}' of {spec.Selection}");
        }
    }

    [Fact]
    public void A_key_range_narrows_the_listing_itself()
    {
        var part = Assert.Single(ListingBounds.Of(Spec("logs/", new Selection { FromKey = "logs/2024", ToKey = "logs/2025" })));
        Assert.Equal("logs/2023\U0010FFFF", part.After);
        Assert.Equal("logs/2025", part.Through);
        Assert.Empty(ListingBounds.Of(Spec("logs/", new Selection { FromKey = "m" })));
        Assert.Empty(ListingBounds.Of(Spec("logs/", new Selection { ToKey = "logs/" })));
        Assert.Equal(new ListingBounds(0, "logs/", null, null), Assert.Single(ListingBounds.Of(Spec("logs/", new Selection { FromKey = "a", ToKey = "z" }))));
    }

    [Fact]
    public void Globs_narrow_the_listing_to_their_prefixes()
    {
        var parts = ListingBounds.Of(Spec("logs/", new Selection { Include = ["logs/a/*", "logs/a/b/*", "logs/c*", "other/*"] }));
        Assert.Equal(["logs/a/", "logs/c"], parts.Select(part => part.Prefix));
    }

    [Theory]
    [InlineData("a.tmp", "excluded by --exclude '*.tmp'")]
    [InlineData("b.dat", "not matched by --include '*.txt' or '*.tmp'")]
    public void An_exclusion_names_its_option(string key, string sentence)
    {
        var selector = new Selector(new Selection { Include = ["*.txt", "*.tmp"], Exclude = ["*.tmp"] }, Now, "STANDARD");
        Assert.Equal(sentence, selector.ExcludeKey(key)!.Sentence);
    }

    [Fact]
    public void Conditions_on_properties_are_about_being_there_or_not()
    {
        KeyValuePair<string, string>[] tags = [new("team", "web"), new("tmp", "")];
        Assert.Null(PropertyConditions.Exclude("tag", [new("team", "web"), new("none", null, true)], tags, StringComparer.Ordinal));
        Assert.Equal("without what --tag 'team=db' asks for", PropertyConditions.Exclude("tag", [new("team", "db")], tags, StringComparer.Ordinal)!.Sentence);
        Assert.Equal("excluded by --exclude-tag 'tmp'", PropertyConditions.Exclude("tag", [new("tmp", null, true)], tags, StringComparer.Ordinal)!.Sentence);
        Assert.NotNull(PropertyConditions.Exclude("tag", [new("Team")], tags, StringComparer.Ordinal));
    }

    private static bool Oracle(Selection s, ListedObject o)
    {
        var key = Encoding.UTF8.GetBytes(o.Key);
        return (s.FromKey is null || key.AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(s.FromKey)) >= 0)
            && (s.ToKey is null || key.AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(s.ToKey)) < 0)
            && (s.Include.Count == 0 || s.Include.Any(glob => Glob.Parse(glob).Matches(o.Key)))
            && !s.Exclude.Any(glob => Glob.Parse(glob).Matches(o.Key))
            && (s.IncludeRegex.Count == 0 || s.IncludeRegex.Any(text => o.Key.Contains(text, StringComparison.Ordinal)))
            && !s.ExcludeRegex.Any(text => o.Key.Contains(text, StringComparison.Ordinal))
            && (s.MinSizeBytes is null || o.Size >= s.MinSizeBytes) && (s.MaxSizeBytes is null || o.Size <= s.MaxSizeBytes)
            && (s.ModifiedAfter is null || o.LastModified >= s.ModifiedAfter) && (s.ModifiedBefore is null || o.LastModified < s.ModifiedBefore)
            && (s.NewerThan is null || Now - o.LastModified <= s.NewerThan) && (s.OlderThan is null || Now - o.LastModified > s.OlderThan)
            && (s.StorageClasses.Count == 0 || s.StorageClasses.Contains(o.StorageClass ?? "STANDARD")) && !s.NotStorageClasses.Contains(o.StorageClass ?? "STANDARD");
    }

    private Selection Selection() => new()
    {
        FromKey = Maybe(Text(3)), ToKey = Maybe(Text(3)),
        Include = Some(() => Text(3) + "*"), Exclude = Some(() => "*" + Text(1)),
        IncludeRegex = Some(() => Letter()), ExcludeRegex = Some(() => Letter() + Letter()),
        MinSizeBytes = random.Next(4) == 0 ? random.Next(100) : null, MaxSizeBytes = random.Next(4) == 0 ? random.Next(100) : null,
        ModifiedAfter = random.Next(6) == 0 ? Day() : null, ModifiedBefore = random.Next(6) == 0 ? Day() : null,
        NewerThan = random.Next(6) == 0 ? Now - Day() : null, OlderThan = random.Next(6) == 0 ? Now - Day() : null,
        StorageClasses = random.Next(5) == 0 ? ["STANDARD"] : [], NotStorageClasses = random.Next(5) == 0 ? ["GLACIER"] : [],
    };

    private ListedObject Object() => new()
    {
        Key = Text(6), Size = random.Next(100), LastModified = Day(), StorageClass = random.Next(3) switch { 0 => "STANDARD", 1 => "GLACIER", _ => null },
    };

    private DateTimeOffset Day() => Now.AddDays(-random.Next(1, 6));

    private string Letter() => "abé/\uFF5E😀"[random.Next(4)].ToString();

    private string Text(int most) => string.Concat(Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => (string[])["a", "b", "/", "é", "\uFF5E", "😀"]).Select(all => all[random.Next(all.Length)]));

    private string? Maybe(string text) => random.Next(4) == 0 ? text : null;

    private string[] Some(Func<string> make) => [.. Enumerable.Range(0, Math.Max(0, random.Next(5) - 2)).Select(_ => make())];

    private static JobSpec Spec(string prefix, Selection selection) => new()
    {
        Name = "test", Source = new StoreLocation("s3", "from", prefix), Destination = new StoreLocation("s3", "to", ""), Selection = selection,
    };
}
