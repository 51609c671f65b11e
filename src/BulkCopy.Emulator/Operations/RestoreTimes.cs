namespace BulkCopy.Emulator.Operations;

/// <summary>How long a restore takes, per class and tier: the middle of what the vendors promise.</summary>
internal static class RestoreTimes
{
    /// <summary>Null when the tier is not offered for the class.</summary>
    public static TimeSpan? Find(string storageClass, string tier) => (storageClass, tier) switch
    {
        ("ARCHIVE" or "GLACIER", "Expedited") => TimeSpan.FromMinutes(3),
        ("ARCHIVE" or "GLACIER", "Standard") => TimeSpan.FromHours(4),
        ("ARCHIVE" or "GLACIER", "Bulk") => TimeSpan.FromHours(8),
        ("DEEP_ARCHIVE", "Standard") => TimeSpan.FromHours(12),
        ("DEEP_ARCHIVE", "Bulk") => TimeSpan.FromHours(48),
        ("Archive", _) => TimeSpan.FromMinutes(1),
        ("ColdArchive", "Expedited") => TimeSpan.FromHours(1),
        ("ColdArchive", "Standard") => TimeSpan.FromHours(3),
        ("ColdArchive", "Bulk") => TimeSpan.FromHours(8),
        ("DeepColdArchive", "Expedited") => TimeSpan.FromHours(12),
        ("DeepColdArchive", "Standard") => TimeSpan.FromHours(48),
        _ => null,
    };

    public static int MostDays(string storageClass) => storageClass == "Archive" ? 7 : 365;
}
