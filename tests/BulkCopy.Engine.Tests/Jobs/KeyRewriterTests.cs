using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Jobs;

public sealed class KeyRewriterTests
{
    private static readonly DateTimeOffset Then = new(2024, 3, 9, 23, 30, 0, TimeSpan.FromHours(-2));

    [Theory]
    [InlineData("{key}", "new/a/b.tar.gz")]
    [InlineData("{year}/{month}/{day}/{hour}/{name}", "new/2024/03/10/01/b.tar.gz")]
    [InlineData("{dir}{stem}-copy.{ext}", "new/a/b.tar-copy.gz")]
    [InlineData("{store}/{bucket}/{{{key}}}", "new/s3/from/{a/b.tar.gz}")]
    public void A_template_is_filled_in_behind_the_destination_s_prefix(string template, string key) =>
        Assert.Equal(key, Spec(new KeyRewriting { Template = template }).DestinationKey(0, "old/a/b.tar.gz", Then));

    [Fact]
    public void Replacements_are_made_in_order_before_the_template()
    {
        var spec = Spec(new KeyRewriting { Replace = [new(@"^a/", "z/"), new(@"(\w+)\.tar", "$1")], Template = "x-{key}" });
        Assert.Equal("new/x-z/b.gz", spec.DestinationKey(0, "old/a/b.tar.gz", Then));
    }

    [Theory]
    [InlineData("nothing", "has no placeholder")]
    [InlineData("{nam}", "begins no placeholder")]
    [InlineData("{key", "begins no placeholder")]
    [InlineData("key}", "begins no placeholder")]
    public void A_template_that_cannot_be_read_is_refused(string template, string says) =>
        Assert.Contains(says, Assert.Single(JobSpecChecks.Check(Spec(new KeyRewriting { Template = template }))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(@"(?<=a)b")]
    [InlineData(@"(a)\1")]
    [InlineData(@"(")]
    public void An_expression_that_goes_back_or_is_none_is_refused(string pattern) =>
        Assert.Equal("keys.replace", Assert.Single(JobSpecChecks.Check(Spec(new KeyRewriting { Replace = [new(pattern, "")] }))).Field);

    [Theory]
    [InlineData("^.", "x")]
    [InlineData("$", "\0")]
    public void A_key_that_no_store_can_hold_is_named_and_not_written_as_another(string pattern, string with)
    {
        var key = Spec(new KeyRewriting { Replace = [new(pattern, with)] }).DestinationKey(0, "old/😀", Then);
        Assert.NotNull(DestinationKeys.Problem(key, Dialect.Parse("s3")));
        Assert.Null(DestinationKeys.Problem("new/😀", Dialect.Parse("s3")));
    }

    [Theory]
    [InlineData("{key}", true)]
    [InlineData("{year}/{month}/{key}", true)]
    [InlineData("{bucket}-{key}.bak", true)]
    [InlineData("{name}", false)]
    [InlineData("{key}{ext}", false)]
    [InlineData("{dir}{name}", false)]
    public void A_rewriting_is_taken_for_injective_only_where_the_key_can_be_read_back(string template, bool injective) =>
        Assert.Equal(injective, KeyRewriter.IsInjective(Spec(new KeyRewriting { Template = template })));

    [Fact]
    public void Generated_keys_never_collide_under_a_template_that_is_taken_for_injective()
    {
        var random = new Random(11);
        foreach (var template in new[] { "{key}", "a{key}b", "{year}{key}{month}", "{bucket}{key}{store}" })
        {
            var spec = Spec(new KeyRewriting { Template = template });
            var seen = new Dictionary<string, string>();
            for (var i = 0; i < 5000; i++)
            {
                var key = "old/" + string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => "ab0123{}"[random.Next(8)]));
                var to = spec.DestinationKey(0, key, new DateTimeOffset(2000 + key.Length, 1 + (key[4] % 12), 1, 0, 0, 0, TimeSpan.Zero));
                Assert.True(seen.TryAdd(to, key) || seen[to] == key, $"{key} and {seen[to]} both become {to}");
            }
        }
    }

    private static JobSpec Spec(KeyRewriting keys) => new()
    {
        Name = "test", Source = new StoreLocation("s3", "from", "old/"), Destination = new StoreLocation("s3", "to", "new/"), Keys = keys,
    };
}
