using System.Security.Cryptography;
using BulkCopy.Engine.Relaying;
using BulkCopy.ObjectStores.Checksums;

namespace BulkCopy.Engine.Tests.Relaying;

public sealed class RelayMemoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(RelayMemory.BlockBytes)]
    [InlineData((3 * RelayMemory.BlockBytes) + 17)]
    public async Task What_was_read_is_given_again_with_its_digests(int size)
    {
        var content = Random(size);
        var memory = new RelayMemory(8 * RelayMemory.BlockBytes);
        using var buffer = await memory.RentAsync(size, Token);

        var digest = await buffer.FillAsync(new MemoryStream(content), size, Token);

        Assert.Equal((Crc64.Compute(content), Convert.ToHexStringLower(MD5.HashData(content))), (digest.Crc64, digest.ETag));
        for (var again = 0; again < 2; again++)
        {
            buffer.Position = 0;
            using var copy = new MemoryStream();
            await buffer.CopyToAsync(copy, Token);
            Assert.True(content.AsSpan().SequenceEqual(copy.ToArray()));
        }
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(RelayMemory.BlockBytes)]
    [InlineData(5_000_000)]
    public async Task Parts_of_any_size_are_digested(int partSize)
    {
        var content = Random((2 * RelayMemory.BlockBytes) + 5);
        using var buffer = await new RelayMemory(4 * RelayMemory.BlockBytes).RentAsync(content.Length, Token);
        await buffer.FillAsync(new MemoryStream(content), content.Length, Token);
        Assert.Equal(content.Chunk(partSize).Select(MD5.HashData).Select(Convert.ToHexString), buffer.PartMd5s(partSize).Select(Convert.ToHexString));
    }

    [Fact]
    public async Task A_source_that_ends_early_is_an_error()
    {
        using var buffer = await new RelayMemory(RelayMemory.BlockBytes).RentAsync(100, Token);
        await Assert.ThrowsAsync<EndOfStreamException>(() => buffer.FillAsync(new MemoryStream(new byte[99]), 100, Token));
    }

    [Fact]
    public async Task Who_finds_too_little_waits_in_order_and_the_bound_is_never_passed()
    {
        var memory = new RelayMemory(4 * RelayMemory.BlockBytes);
        var first = await memory.RentAsync(3 * RelayMemory.BlockBytes, Token);
        var large = memory.RentAsync(4 * RelayMemory.BlockBytes, Token).AsTask();
        var small = memory.RentAsync(1, Token).AsTask();
        Assert.False(large.IsCompleted || small.IsCompleted);

        first.Dispose();
        var second = await large;
        Assert.False(small.IsCompleted);
        second.Dispose();
        (await small).Dispose();

        Assert.Equal(memory.LargestBytes, memory.PeakBytes);
    }

    [Fact]
    public async Task A_waiter_that_gives_up_lets_the_next_go_first()
    {
        var memory = new RelayMemory(2 * RelayMemory.BlockBytes);
        using var held = await memory.RentAsync(RelayMemory.BlockBytes, Token);
        using var gone = new CancellationTokenSource();
        var large = memory.RentAsync(2 * RelayMemory.BlockBytes, gone.Token).AsTask();
        var small = memory.RentAsync(RelayMemory.BlockBytes, Token).AsTask();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        (await small).Dispose();
    }

    [Fact]
    public async Task A_crowd_shares_the_memory_without_losing_any()
    {
        var memory = new RelayMemory(16 * RelayMemory.BlockBytes);
        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (i, token) =>
        {
            using var impatient = CancellationTokenSource.CreateLinkedTokenSource(token);
            if (i % 7 == 0) await impatient.CancelAsync();
            try
            {
                using var buffer = await memory.RentAsync((i % 16 + 1) * RelayMemory.BlockBytes, impatient.Token);
                await Task.Yield();
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(0, i % 7);
            }
        });
        using var all = await memory.RentAsync(memory.LargestBytes, Token);
        Assert.InRange(memory.PeakBytes, memory.LargestBytes, memory.LargestBytes);
    }

    private static byte[] Random(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return content;
    }
}
