using System.Text;
using BulkCopy.Emulator.Storage;
using Xunit;

namespace BulkCopy.Emulator.Tests.Storage;

public sealed class SortedKeysTests
{
    [Fact]
    public void Behaves_like_a_sorted_dictionary_under_random_changes()
    {
        var random = new Random(11);
        var model = new SortedDictionary<string, string>(Comparer<string>.Create((x, y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y))));
        var keys = new SortedKeys<string>();
        for (var i = 0; i < 20_000; i++)
        {
            var key = Key(random);
            if (random.Next(4) == 0)
            {
                Assert.Equal(model.Remove(key), keys.Remove(key));
            }
            else
            {
                model[key] = key;
                keys.Set(key, key);
            }
        }
        Assert.Equal(model.Count, keys.Count);
        Assert.Equal(model.Keys, All(keys.From("")));
        for (var i = 0; i < 200; i++)
        {
            var key = Key(random);
            Assert.Equal(model.Keys.SkipWhile(other => model.Comparer.Compare(other, key) < 0).Take(3), All(keys.From(key)).Take(3));
            Assert.Equal(model.Keys.SkipWhile(other => model.Comparer.Compare(other, key) <= 0).Take(3), All(keys.After(key)).Take(3));
            var past = model.Keys.SkipWhile(other => model.Comparer.Compare(other, key) <= 0 || other.StartsWith(key, StringComparison.Ordinal)).Take(3);
            Assert.Equal(past, All(keys.Past(key)).Take(3));
        }
    }

    private static string Key(Random random)
    {
        string[] letters = ["a", "b", "/", "\u00e9", "\uD7FF", "\uE000", "\uFFFD", "\U0001F600", "\U0010FFFF"];
        return string.Concat(Enumerable.Range(0, 1 + random.Next(6)).Select(_ => letters[random.Next(letters.Length)]));
    }

    private static List<string> All(SortedKeys<string>.Cursor cursor)
    {
        var seen = new List<string>();
        while (cursor.MoveNext()) seen.Add(cursor.Key);
        return seen;
    }
}
