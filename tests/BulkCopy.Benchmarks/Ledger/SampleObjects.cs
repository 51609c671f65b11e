using System.Globalization;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Benchmarks.Ledger;

/// <summary>Objects as a bucket of photos has them: keys of 44 characters, ETags that are MD5s, a CRC-64 from the store.</summary>
internal static class SampleObjects
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static ManifestEntry Entry(EntryId id, int number) => new()
    {
        Id = id,
        Key = string.Create(CultureInfo.InvariantCulture, $"photos/2024/albums/{number / 1000:000000}/IMG_{number:00000000}.jpeg"),
        Size = 100_000 + (number % 4096),
        ETag = ETag(id),
        LastModified = At,
        StorageClass = "STANDARD",
        Way = CopyWay.Copy,
    };

    public static Outcome Outcome(EntryId id) => new()
    {
        Entry = id,
        Attempt = 1,
        Final = true,
        Result = OutcomeResult.Copied,
        Proof = Proof.Crc64,
        Bytes = 100_000,
        Crc64 = unchecked((ulong)id.Value * 0x9E3779B97F4A7C15),
        DestinationETag = ETag(id),
        Duration = TimeSpan.FromMilliseconds(id.Value % 100),
        At = At,
    };

    private static string ETag(EntryId id) => string.Create(32, unchecked((ulong)id.Value * 0xD1B54A32D192ED03), static (text, seed) =>
    {
        seed.TryFormat(text, out _, "x16", CultureInfo.InvariantCulture);
        (~seed).TryFormat(text[16..], out _, "x16", CultureInfo.InvariantCulture);
    });
}
