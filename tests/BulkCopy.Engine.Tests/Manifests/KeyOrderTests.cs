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

    private static string Key(Random random)
    {
        var key = new StringBuilder();
        for (var length = random.Next(0, 6); length > 0; length--) key.Append(Alphabet[random.Next(Alphabet.Length)]);
        return key.ToString();
    }
}
