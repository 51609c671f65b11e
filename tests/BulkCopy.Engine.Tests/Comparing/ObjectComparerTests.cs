using BulkCopy.Engine.Comparing;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Comparing;

public sealed class ObjectComparerTests
{
    private const string One = "0cc175b9c0f1b6a831c399e269772661";
    private const string Two = "92eb5ffee6ae2fec3ad71c777531578f";
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("s3", "cos", CompareBy.ETag, One, One, -5, Likeness.Equal, Basis.ETag)]
    [InlineData("cos", "oss", CompareBy.ETag, "0CC175B9C0F1B6A831C399E269772661", One, -5, Likeness.Equal, Basis.ETag)]
    [InlineData("s3", "s3", CompareBy.ETag, One, Two, 5, Likeness.Different, Basis.ETag)]
    [InlineData("s3", "s3", CompareBy.ETag, One + "-3", One + "-3", -5, Likeness.Equal, Basis.ETag)]
    [InlineData("s3", "s3", CompareBy.ETag, One + "-3", Two + "-5", 5, Likeness.Equal, Basis.SizeAndTime)]
    [InlineData("s3", "s3", CompareBy.ETag, One + "-3", Two + "-5", -5, Likeness.Different, Basis.SizeAndTime)]
    [InlineData("s3", "s3", CompareBy.ETag, One, Two + "-5", 5, Likeness.Equal, Basis.SizeAndTime)]
    [InlineData("oss", "oss", CompareBy.ETag, One + "-3", One + "-3", 0, Likeness.Different, Basis.SizeAndTime)]
    [InlineData("s3", "s3", CompareBy.Time, One, Two, 5, Likeness.Equal, Basis.SizeAndTime)]
    [InlineData("s3", "s3", CompareBy.Time, One, One, -5, Likeness.Different, Basis.SizeAndTime)]
    [InlineData("s3", "s3", CompareBy.Size, One, Two, -5, Likeness.Equal, Basis.Size)]
    public void Objects_of_one_size_compare_by_what_their_stores_tell(string from, string to, CompareBy by, string etag, string other, int later, Likeness likeness, Basis basis)
    {
        var comparer = new ObjectComparer(Dialect.Parse(from), Dialect.Parse(to), by);
        var pair = new ComparedPair("k", Listed(etag, Noon), Listed(other, Noon.AddSeconds(later)));
        Assert.Equal(new Verdict(likeness, basis), comparer.Compare(pair));
    }

    [Theory]
    [InlineData(CompareBy.ETag)]
    [InlineData(CompareBy.Time)]
    [InlineData(CompareBy.Size)]
    public void Different_sizes_are_different_objects(CompareBy by)
    {
        var comparer = new ObjectComparer(Dialect.Parse("s3"), Dialect.Parse("s3"), by);
        Assert.Equal(new Verdict(Likeness.Different, Basis.Size), comparer.Compare(new ComparedPair("k", Listed(One, Noon), Listed(One, Noon.AddDays(1)) with { Size = 2 })));
    }

    [Fact]
    public void What_one_side_lacks_is_missing_or_extra()
    {
        var comparer = new ObjectComparer(Dialect.Parse("s3"), Dialect.Parse("s3"));
        Assert.Equal(Likeness.Missing, comparer.Compare(new ComparedPair("k", Listed(One, Noon), null)).Likeness);
        Assert.Equal(Likeness.Extra, comparer.Compare(new ComparedPair("k", null, Listed(One, Noon))).Likeness);
    }

    private static ListedObject Listed(string etag, DateTimeOffset modified) => new() { Key = "k", Size = 1, ETag = etag, LastModified = modified };
}
