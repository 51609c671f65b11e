using System.Security.Cryptography;
using BulkCopy.Engine.Verification;

namespace BulkCopy.Engine.Tests.Verification;

public sealed class MerkleTreeTests
{
    // The leaves that implementations of RFC 6962 are commonly tried with.
    private static readonly string[] Leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void The_hash_is_that_of_RFC_6962(int count, string root)
    {
        var tree = new MerkleTree();
        foreach (var leaf in Leaves.Take(count)) tree.Append(Convert.FromHexString(leaf));
        Assert.Equal(root, Convert.ToHexStringLower(tree.Root()));
    }

    [Fact]
    public void Appending_one_by_one_gives_what_the_definition_gives_for_any_number_of_leaves()
    {
        var random = new Random(6962);
        var leaves = new List<byte[]>();
        var tree = new MerkleTree();
        for (var count = 0; count < 700; count++)
        {
            if (count < 70 || count % 37 == 0) Assert.Equal(ByDefinition(leaves, 0, leaves.Count), tree.Root());
            var leaf = new byte[random.Next(0, 100)];
            random.NextBytes(leaf);
            leaves.Add(leaf);
            tree.Append(leaf);
        }
    }

    [Fact]
    public void Blocks_of_leaves_give_the_same_root_as_the_leaves_themselves()
    {
        for (var size = 1; size <= 64; size *= 2)
        {
            for (var count = 1; count < 200; count += 7)
            {
                var (whole, blocks) = (new MerkleTree(), new MerkleTree());
                for (var first = 0; first < count; first += size)
                {
                    var block = new MerkleTree();
                    for (var i = first; i < Math.Min(first + size, count); i++)
                    {
                        block.Append([(byte)i]);
                        whole.Append([(byte)i]);
                    }
                    blocks.AppendHash(block.Root());
                }
                Assert.Equal(whole.Root(), blocks.Root());
            }
        }
    }

    [Fact]
    public void A_node_cannot_pass_for_a_leaf()
    {
        var (left, right) = (MerkleTree.HashOfLeaf([1]), MerkleTree.HashOfLeaf([2]));
        var (two, forged) = (new MerkleTree(), new MerkleTree());
        two.Append([1]);
        two.Append([2]);
        forged.Append([.. left, .. right]);
        Assert.NotEqual(two.Root(), forged.Root());
    }

    /// <summary>RFC 6962, section 2.1, word by word.</summary>
    private static byte[] ByDefinition(List<byte[]> leaves, int from, int count)
    {
        if (count == 0) return SHA256.HashData([]);
        if (count == 1) return SHA256.HashData([0, .. leaves[from]]);
        var split = 1;
        while (split * 2 < count) split *= 2;
        return SHA256.HashData([1, .. ByDefinition(leaves, from, split), .. ByDefinition(leaves, from + split, count - split)]);
    }
}
