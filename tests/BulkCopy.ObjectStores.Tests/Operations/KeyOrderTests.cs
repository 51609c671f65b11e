using System.Text;
using BulkCopy.ObjectStores.Operations;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Operations;

public sealed class KeyOrderTests
{
    [Fact]
    public void Order_is_that_of_the_bytes()
    {
        string[] keys = ["", "a", "a/", "a0", "ab", "b", "~", "\u00E9", "\uD7FF", "\uE000", "\uFFFD", "\U00010000", "\U0010FFFF", "a\U00010000", "a\uFFFD"];
        foreach (var a in keys)
            foreach (var b in keys)
                Assert.Equal(Math.Sign(Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))), Math.Sign(KeyOrder.Compare(a, b)));
    }
}
