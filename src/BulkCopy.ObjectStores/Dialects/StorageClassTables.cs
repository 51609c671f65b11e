namespace BulkCopy.ObjectStores.Dialects;

/// <summary>
/// The classes as their providers describe them: COS "Storage Class Overview" and "POST Object restore", OSS "Overview of storage classes" and
/// "RestoreObject", S3 "Understanding and managing storage classes" and "Archive retrieval options".
/// </summary>
internal static class StorageClassTables
{
    private const long KiB = 1024;

    public static StorageClassRules Cos { get; } = new()
    {
        Classes =
        [
            new() { Name = "STANDARD" },
            new() { Name = "STANDARD_IA", MinBilledBytes = 64 * KiB, MinDays = 30 },
            new() { Name = "INTELLIGENT_TIERING", MinBilledBytes = 64 * KiB, MinDays = 30 },
            new()
            {
                Name = "ARCHIVE", IsArchive = true, MinBilledBytes = 64 * KiB, MinDays = 90,
                RestoreTiers = [Minutes("Expedited", 1, 5), Hours("Standard", 3, 5), Hours("Bulk", 5, 12)],
            },
            new()
            {
                Name = "DEEP_ARCHIVE", IsArchive = true, MinBilledBytes = 64 * KiB, MinDays = 180,
                RestoreTiers = [Hours("Standard", 12, 24), Hours("Bulk", 24, 48)],
            },
            new() { Name = "MAZ_STANDARD", IsMultiAz = true },
            new() { Name = "MAZ_STANDARD_IA", IsMultiAz = true, MinBilledBytes = 64 * KiB, MinDays = 30 },
            new() { Name = "MAZ_INTELLIGENT_TIERING", IsMultiAz = true, MinBilledBytes = 64 * KiB, MinDays = 30 },
        ],
    };

    public static StorageClassRules Oss { get; } = new()
    {
        Classes =
        [
            new() { Name = "Standard" },
            new() { Name = "IA", MinBilledBytes = 64 * KiB, MinDays = 30 },
            new()
            {
                Name = "Archive", IsArchive = true, MinBilledBytes = 64 * KiB, MinDays = 60, MostRestoreDays = 7,
                RestoreTiers = [Minutes("Standard", 1, 1)],
            },
            new()
            {
                Name = "ColdArchive", IsArchive = true, MinBilledBytes = 64 * KiB, MinDays = 180,
                RestoreTiers = [Hours("Expedited", 1, 1), Hours("Standard", 2, 5), Hours("Bulk", 5, 12)],
            },
            new()
            {
                Name = "DeepColdArchive", IsArchive = true, MinBilledBytes = 64 * KiB, MinDays = 180,
                RestoreTiers = [Hours("Expedited", 12, 12), Hours("Standard", 48, 48)],
            },
        ],
    };

    public static StorageClassRules S3 { get; } = new()
    {
        Classes =
        [
            new() { Name = "STANDARD" },
            new() { Name = "REDUCED_REDUNDANCY" },
            new() { Name = "STANDARD_IA", MinBilledBytes = 128 * KiB, MinDays = 30 },
            new() { Name = "ONEZONE_IA", MinBilledBytes = 128 * KiB, MinDays = 30 },
            new() { Name = "INTELLIGENT_TIERING", MinBilledBytes = 128 * KiB },
            new() { Name = "GLACIER_IR", MinBilledBytes = 128 * KiB, MinDays = 90 },
            new()
            {
                Name = "GLACIER", IsArchive = true, MinBilledBytes = 128 * KiB, MinDays = 90,
                RestoreTiers = [Minutes("Expedited", 1, 5), Hours("Standard", 3, 5), Hours("Bulk", 5, 12)],
            },
            new()
            {
                Name = "DEEP_ARCHIVE", IsArchive = true, MinBilledBytes = 128 * KiB, MinDays = 180,
                RestoreTiers = [Hours("Standard", 12, 12), Hours("Bulk", 48, 48)],
            },
        ],
    };

    public static StorageClassRules Minio { get; } = new()
    {
        Classes = [new() { Name = "STANDARD" }, new() { Name = "REDUCED_REDUNDANCY" }],
    };

    private static RestoreSpeed Minutes(string name, int soonest, int latest) => new(name, TimeSpan.FromMinutes(soonest), TimeSpan.FromMinutes(latest));

    private static RestoreSpeed Hours(string name, int soonest, int latest) => new(name, TimeSpan.FromHours(soonest), TimeSpan.FromHours(latest));
}
