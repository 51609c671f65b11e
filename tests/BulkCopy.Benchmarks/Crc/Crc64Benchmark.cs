using System.Globalization;
using System.Security.Cryptography;
using BulkCopy.ObjectStores.Checksums;

namespace BulkCopy.Benchmarks.Crc;

/// <summary>CRC-64/XZ with and without carry-less multiplication, beside CRC-32C (an instruction) and MD5, by block size.</summary>
internal static class Crc64Benchmark
{
    private static ulong s_sink;

    public static Task<int> RunAsync(string[] args)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"carry-less multiplication: {(Crc64.IsHardwareAccelerated ? "yes" : "no, so both columns are the table")}"));
        Console.WriteLine("block       hardware      software   hw/sw    crc32c   hw/crc32c       md5     hw/md5");
        foreach (var size in new[] { 64, 1024, 64 * 1024, 1024 * 1024, 8 * 1024 * 1024 }) Compare(size);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"(GB/s, best of 7 rounds each in turn; combining two CRCs: {CombineNanoseconds():0} ns; checksum of checksums {s_sink:x16})"));
        return Task.FromResult(0);
    }

    private static void Compare(int size)
    {
        var data = new byte[size];
        new Random(1).NextBytes(data);
        var results = new SideBySide(rounds: 7, TimeSpan.FromMilliseconds(60))
            .Add("hardware", n => { for (var i = 0; i < n; i++) s_sink ^= Crc64.Compute(data); })
            .Add("software", n => { for (var i = 0; i < n; i++) s_sink ^= Crc64.ComputeSoftware(data); })
            .Add("crc32c", n => { for (var i = 0; i < n; i++) s_sink ^= Crc32C.Compute(data); })
            .Add("md5", n => { for (var i = 0; i < n; i++) s_sink ^= Md5(data); })
            .Run();
        var speed = results.Select(r => size / r.Nanoseconds).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{size,8}  {speed[0],9:0.00}     {speed[1],9:0.00}  {speed[0] / speed[1],6:0.0}x {speed[2],9:0.00}   {speed[0] / speed[2],7:0.0}x {speed[3],9:0.00}  {speed[0] / speed[3],8:0.0}x"));
    }

    private static ulong Md5(byte[] data)
    {
        Span<byte> hash = stackalloc byte[16];
        MD5.HashData(data, hash);
        return hash[0];
    }

    private static double CombineNanoseconds() => new SideBySide(rounds: 7, TimeSpan.FromMilliseconds(30))
        .Add("combine", n => { for (var i = 0; i < n; i++) s_sink = Crc64.Combine(s_sink, 22, (5L << 30) + i); })
        .Run()[0].Nanoseconds;
}
