using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Verification;

namespace BulkCopy.Engine.Tests.Verification;

public sealed class CopyProofTests
{
    private const string Md5 = "ee8de918d05640145b18f70f4c3aa602";

    [Fact]
    public void Equal_content_digests_prove_equality_whatever_their_letter_case() =>
        Assert.Equal(Proof.ETag, CopyProof.ByETag(Md5, Md5.ToUpperInvariant(), multipartCounts: false));

    [Fact]
    public void Equal_multipart_ETags_prove_equality_only_where_they_follow_from_the_parts()
    {
        Assert.Equal(Proof.None, CopyProof.ByETag(Md5 + "-3", Md5 + "-3", multipartCounts: false));
        Assert.Equal(Proof.ETag, CopyProof.ByETag(Md5 + "-3", Md5 + "-3", multipartCounts: true));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("zz8de918d05640145b18f70f4c3aa602")]
    public void What_is_no_digest_proves_nothing(string? etag) => Assert.Equal(Proof.None, CopyProof.ByETag(etag, etag, multipartCounts: true));

    [Fact]
    public void Different_ETags_prove_nothing() => Assert.Equal(Proof.None, CopyProof.ByETag(Md5, "22e024392de860289f0baa7d6cf8a549", multipartCounts: true));
}
