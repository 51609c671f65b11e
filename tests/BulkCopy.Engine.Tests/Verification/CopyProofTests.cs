using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Verification;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Verification;

public sealed class CopyProofTests
{
    private const string Md5 = "ee8de918d05640145b18f70f4c3aa602";
    private const string Other = "22e024392de860289f0baa7d6cf8a549";

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
    public void Different_ETags_prove_nothing() => Assert.Equal(Proof.None, CopyProof.ByETag(Md5, Other, multipartCounts: true));

    [Theory]
    [InlineData(Other, true)]
    [InlineData(Md5, false)]
    [InlineData("EE8DE918D05640145B18F70F4C3AA602", false)]
    [InlineData(Other + "-3", false)]
    [InlineData(null, false)]
    public void Only_two_digests_of_content_can_differ(string? other, bool differ) => Assert.Equal((differ, differ), (CopyProof.DifferByETag(Md5, other), CopyProof.DifferByETag(other, Md5)));

    [Fact]
    public void An_ETag_is_certain_to_be_an_MD5_only_of_what_was_written_whole_without_a_key_of_KMS_or_of_the_customer()
    {
        var plain = new ObjectProperties { Size = 1, ETag = Md5 };
        Assert.True(CopyProof.HasMd5(plain));
        Assert.True(CopyProof.HasMd5(plain with { Encryption = new ServerSideEncryption { Mode = EncryptionMode.StoreManaged } }));
        Assert.False(CopyProof.HasMd5(plain with { Encryption = new ServerSideEncryption { Mode = EncryptionMode.Kms } }));
        Assert.False(CopyProof.HasMd5(plain with { Encryption = new ServerSideEncryption { Mode = EncryptionMode.Customer } }));
        Assert.False(CopyProof.HasMd5(plain with { ObjectType = "Appendable" }));
        Assert.False(CopyProof.HasMd5(plain with { ETag = Md5 + "-1" }));
    }
}
