using BulkCopy.Engine.Manifests;

namespace BulkCopy.Engine.Tests.Manifests;

public sealed class GlobTests
{
    [Theory]
    [InlineData("*.tmp", "a.tmp", true)]
    [InlineData("*.tmp", "dir/sub/a.tmp", true)]
    [InlineData("*.tmp", "a.tmp/b", false)]
    [InlineData("/*.tmp", "dir/a.tmp", false)]
    [InlineData("dir/*.tmp", "dir/a.tmp", true)]
    [InlineData("dir/*.tmp", "dir/sub/a.tmp", false)]
    [InlineData("dir/**.tmp", "dir/sub/a.tmp", true)]
    [InlineData("dir/**", "dir/", true)]
    [InlineData("dir/**", "dir", false)]
    [InlineData("**/x", "a/b/x", true)]
    [InlineData("?.jpg", "é.jpg", true)]
    [InlineData("?.jpg", "😀.jpg", true)]
    [InlineData("??.jpg", "😀.jpg", false)]
    [InlineData("dir?x", "dir/x", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[!a-c]x", "😀x", true)]
    [InlineData("[]x]y", "]y", true)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "axb", false)]
    [InlineData("A*", "abc", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("a", "a\n", false)]
    [InlineData("dir/**", "dir/line\nfeed", true)]
    public void A_glob_means_what_the_documentation_says(string pattern, string key, bool matches) => Assert.Equal(matches, Glob.Parse(pattern).Matches(key));

    [Theory]
    [InlineData("logs/2024/*.gz", "logs/2024/")]
    [InlineData("logs/2024", "logs/2024")]
    [InlineData("a\\*/b*", "a*/b")]
    [InlineData("*.gz", "")]
    [InlineData("readme", "")]
    [InlineData("**/x", "")]
    public void Its_literal_beginning_narrows_the_listing(string pattern, string prefix) => Assert.Equal(prefix, Glob.Parse(pattern).LiteralPrefix());

    [Theory]
    [InlineData("a[bc", "without its ']'")]
    [InlineData("a\\", "ends with a backslash")]
    [InlineData("[z-a]", "is empty")]
    public void A_broken_glob_is_refused_with_a_remedy(string pattern, string says) => Assert.Contains(says, Glob.Problem(pattern)!, StringComparison.Ordinal);

    /// <summary>A matcher that goes back, written the other way round: over all splits of the key.</summary>
    private static bool Naive(ReadOnlySpan<char> pattern, ReadOnlySpan<char> key)
    {
        if (pattern.IsEmpty) return key.IsEmpty;
        if (pattern.StartsWith("**"))
        {
            for (var i = 0; i <= key.Length; i++)
                if (Naive(pattern[2..], key[i..])) return true;
            return false;
        }
        if (pattern[0] == '*')
        {
            for (var i = 0; i <= key.Length; i++)
            {
                if (Naive(pattern[1..], key[i..])) return true;
                if (i < key.Length && key[i] == '/') return false;
            }
            return false;
        }
        return !key.IsEmpty && (pattern[0] == '?' ? key[0] != '/' : pattern[0] == key[0]) && Naive(pattern[1..], key[1..]);
    }

    [Fact]
    public void Generated_globs_match_as_a_naive_matcher_says()
    {
        var random = new Random(20261121);
        string Text(string alphabet, int most) => string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => alphabet[random.Next(alphabet.Length)]));
        for (var i = 0; i < 4000; i++)
        {
            // With a slash, so that it is compared with the whole key.
            var pattern = Text("ab*?/", 6) + "/" + Text("ab*?/", 4);
            var key = Text("ab/", 5) + "/" + Text("ab/", 5);
            Assert.True(Naive(pattern, key) == Glob.Parse(pattern).Matches(key), $"'{pattern}' on '{key}'");
            if (Naive(pattern, key)) Assert.StartsWith(Glob.Parse(pattern).LiteralPrefix(), key, StringComparison.Ordinal);
        }
    }
}
