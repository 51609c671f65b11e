using System.Globalization;
using System.Text;
using BulkCopy.Emulator.Checksums;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Operations;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Seeding;

/// <summary>Makes objects with generated content whose CRC-64 and ETag are right.</summary>
internal sealed class Seeder(ObjectStorage storage, TimeProvider time, string defaultOwner)
{
    private const int Seeds = 64;
    private const int MostParts = 10_000;

    /// <exception cref="ArgumentException">The order cannot be carried out; the message says why.</exception>
    public void Make(SeedOrder order)
    {
        var profile = DialectProfiles.Of(order.Dialect);
        if (order.Count < 0 || order.Size < 0 || order.PartSize < 1 || order.First < 0) throw new ArgumentException("Count, size, part size and first are not negative.");
        var storageClass = order.StorageClass is null ? (byte)0 : profile.ClassIndex(order.StorageClass);
        if (storageClass == byte.MaxValue) throw new ArgumentException($"{order.StorageClass} is no storage class of {profile.Name}.");
        var owner = order.Owner ?? defaultOwner;
        var bucket = new Bucket(order.Bucket, order.Region ?? profile.DefaultRegion, owner, time.GetUtcNow())
        {
            Acl = AccessList.Private,
            IsMultiZone = order.StorageClass?.StartsWith("MAZ_", StringComparison.Ordinal) == true,
        };
        if (!storage.TryAdd(order.Dialect, bucket)) bucket = storage.Find(order.Dialect, order.Bucket)!;
        var attributes = ObjectAttributes.OfType(order.ContentType);
        for (var number = order.First; number < order.First + order.Count; number++)
        {
            var key = order.Prefix + number.ToString("D9", CultureInfo.InvariantCulture);
            var (content, tag) = Generate(order, key);
            var version = new ObjectVersion(content, attributes, owner) { ETag = tag, StorageClass = storageClass, LastModified = time.GetUtcNow() };
            lock (bucket.Gate) bucket.Put(key, version);
        }
    }

    private static (ObjectContent Content, EntityTag Tag) Generate(SeedOrder order, string key)
    {
        var hash = order.IsDistinct ? Crc64.Compute(Encoding.UTF8.GetBytes(key)) : 0;
        var seed = (int)(hash % Seeds);
        var start = (long)(hash / Seeds % GeneratedContent.BlockSize);
        if (order.Size <= GeneratedContent.LargestHashed)
        {
            var content = new GeneratedContent(seed, start, order.Size);
            return (content, EntityTag.FromHash(content.ComputeMd5()));
        }
        // Parts of whole blocks start at the same phase, so all but the last have one MD5.
        var partSize = Math.Max(order.PartSize, (order.Size + MostParts - 1) / MostParts);
        partSize = (partSize + GeneratedContent.BlockSize - 1) / GeneratedContent.BlockSize * GeneratedContent.BlockSize;
        var parts = new List<ObjectContent>();
        for (long offset = 0; offset < order.Size; offset += partSize)
            parts.Add(new GeneratedContent(seed, start + offset, Math.Min(partSize, order.Size - offset)));
        var tags = parts.Select(part => EntityTag.FromHash(part.ComputeMd5())).ToArray();
        return (new JoinedContent([.. parts]), MultipartTag.Of(order.Dialect, tags));
    }
}
