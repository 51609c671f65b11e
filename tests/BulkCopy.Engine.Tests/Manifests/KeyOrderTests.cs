using System.Text;
using BulkCopy.Engine.Manifests;

namespace BulkCopy.Engine.Tests.Manifests;

public sealed class KeyOrderTests
{
    private static readonly string[] Alphabet = ["a", "b", "z", "/", " ", "~", "0", "9", "é", "中", "\uD7FF", "\uE000", "\uFFFD", "😀", "\U0010FFFF", "\u0001", "\u007F"];

    [Fact]
    public void Order_is_that_of_the_UTF8_bytes()
    {
        var random = new Random(1);
        for (var i = 0; i < 50_000; i++)
        {
            var (a, b) = (Key(random), Key(random));
            Assert.Equal(Math.Sign(Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))), Math.Sign(KeyOrder.Compare(a, b)));
        }
    }

    [Fact]
    public void A_key_between_two_lies_strictly_between_them()
    {
        var random = new Random(2);
        var found = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var (a, b) = (Key(random), Key(random));
            if (KeyOrder.Compare(a, b) > 0) (a, b) = (b, a);
            if (KeyOrder.Between(a, b) is not { } middle) continue;
            found++;
            Assert.True(KeyOrder.Compare(a, middle) < 0, $"{Show(a)} < {Show(middle)}");
            Assert.True(KeyOrder.Compare(middle, b) < 0, $"{Show(middle)} < {Show(b)}");
        }
        Assert.InRange(found, 30_000, 50_000);
    }

    [Fact]
    public void Without_an_upper_bound_there_is_always_a_key_behind()
    {
        var random = new Random(3);
        for (var i = 0; i < 10_000; i++)
        {
            var key = Key(random);
            var behind = KeyOrder.Between(key, null);
            Assert.NotNull(behind);
            Assert.True(KeyOrder.Compare(key, behind) < 0);
        }
    }

    [Fact]
    public void Halving_separates_numbered_keys_in_few_steps()
    {
        var (low, high) = ("data/000100.bin", (string?)null);
        var keys = Enumerable.Range(0, 100_000).Select(i => $"data/{i:D6}.bin").ToArray();
        for (var probe = 0; probe < 20; probe++)
        {
            var middle = KeyOrder.Between(low, high)!;
            var behind = keys.FirstOrDefault(key => KeyOrder.Compare(key, middle) > 0);
            if (behind is not null)
            {
                Assert.Contains(keys, key => KeyOrder.Compare(key, low) > 0 && KeyOrder.Compare(key, middle) <= 0);
                return;
            }
            high = middle;
        }
        Assert.Fail("no separating key in 20 probes");
    }

    private static string Key(Random random)
    {
        var key = new StringBuilder();
        for (var length = random.Next(0, 6); length > 0; length--) key.Append(Alphabet[random.Next(Alphabet.Length)]);
        return key.ToString();
    }

    private static string Show(string key) => string.Join(' ', key.EnumerateRunes().Select(rune => $"U+{rune.Value:X}"));
}
