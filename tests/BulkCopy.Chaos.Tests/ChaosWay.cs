using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using static BulkCopy.Emulator.Requests.Operation;

namespace BulkCopy.Chaos.Tests;

/// <summary>A way to copy: its requests, its objects, its job, and the stores between which it is gone.</summary>
internal sealed record ChaosWay(string Name, IReadOnlyList<(string From, string To)> Routes, IReadOnlyList<ChaosStep> Steps)
{
    private const int SmallObjects = 6;

    private static readonly ChaosStep List = new("list", AtSource: true, ListObjects, ListObjectsV2);
    private static readonly ChaosStep Listing = new("list", AtSource: true, ListObjectVersions);

    public static IReadOnlyList<ChaosWay> All { get; } =
    [
        new("simple copy", [("cos", "cos"), ("oss", "oss"), ("s3", "s3")],
        [
            List,
            new("copy", AtSource: false, CopyObject),
            new("ask destination", AtSource: false, HeadObject) { AfterLossOf = [CopyObject] },
        ]),
        new("part copy", [("cos", "cos"), ("oss", "oss"), ("s3", "s3")],
        [
            List,
            new("read source", AtSource: true, HeadObject),
            new("open upload", AtSource: false, CreateMultipartUpload),
            new("copy part", AtSource: false, UploadPartCopy),
            new("complete", AtSource: false, CompleteMultipartUpload),
            new("ask destination", AtSource: false, HeadObject) { AfterLossOf = [CompleteMultipartUpload] },
        ]) { LargeObjects = 1 },
        new("relay", [("oss", "cos"), ("s3", "oss"), ("cos", "s3")],
        [
            List,
            new("read", AtSource: true, GetObject),
            new("write", AtSource: false, PutObject),
            new("open upload", AtSource: false, CreateMultipartUpload),
            new("write part", AtSource: false, UploadPart),
            new("complete", AtSource: false, CompleteMultipartUpload),
            new("ask destination", AtSource: false, HeadObject) { AfterLossOf = [PutObject] },
        ]) { LargeObjects = 1 },
        new("restore and copy", [("cos", "cos"), ("oss", "oss")],
        [
            List,
            new("restore", AtSource: true, RestoreObject),
            new("look whether restored", AtSource: true, HeadObject),
            new("copy", AtSource: false, CopyObject),
            new("ask destination", AtSource: false, HeadObject) { AfterLossOf = [CopyObject] },
        ]) { IsArchived = true },
        new("manifest", [("cos", "cos"), ("oss", "oss"), ("s3", "s3"), ("s3", "oss")],
        [
            new("read manifest", AtSource: true, GetObject) { AtManifest = true },
            new("ask for what it names", AtSource: true, HeadObject),
        ]) { IsNamed = true, LargeObjects = 1 },
        .. ChaosHistories.Ways(Listing),
    ];

    /// <summary>The versions of each key, oldest first, if all versions are copied: sizes, and <c>null</c> for delete markers. From 1,000,000 on an object of parts.</summary>
    public IReadOnlyList<IReadOnlyList<int?>>? Histories { get; init; }

    public int LargeObjects { get; init; }

    public bool IsArchived { get; init; }

    /// <summary>Whether a manifest names the objects.</summary>
    public bool IsNamed { get; init; }

    public int Objects => Histories?.Sum(history => history.Count) ?? SmallObjects + LargeObjects;

    /// <summary>Keys and sizes of the objects at the source. Parts of S3 are 5 MiB at least.</summary>
    public IEnumerable<(string Key, int Size)> Contents(ChaosPlace destination) =>
    [
        .. Enumerable.Range(0, SmallObjects).Select(i => ($"small/{i} file+ü.txt", 100 + i)),
        .. Enumerable.Range(0, LargeObjects).Select(i => ($"large/{i}.bin", (int)(3 * PartBytes(destination)) + 17 + i)),
    ];

    public string? StorageClass(ChaosPlace source) => !IsArchived ? null : source.Store == "cos" ? "ARCHIVE" : "Archive";

    public JobSpec Job(ChaosPlace source, ChaosPlace destination) => new()
    {
        Name = Name,
        Source = source.Location,
        Destination = destination.Location,
        Manifest = IsNamed ? new ManifestSource { Kind = ManifestKind.Csv, At = source.Lists.Location with { Prefix = "list.csv" } } : null,
        Versions = Histories is null ? VersionScope.Current : VersionScope.All,
        Copy = new CopyOptions { PartCopyThresholdBytes = 2 * PartBytes(destination), PartSizeBytes = PartBytes(destination), RelayPartSizeBytes = PartBytes(destination) },
        Failures = new FailurePolicy { MaxAttempts = 8, BaseDelay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromSeconds(2) },
        Restore = IsArchived ? new RestorePolicy { Tier = RestoreTier.Expedited, PollInterval = TimeSpan.FromMilliseconds(200), Days = 7, ExpiryMargin = TimeSpan.FromSeconds(30) } : null,
    };

    public static long PartBytes(ChaosPlace destination) => (destination.Store == "s3" ? 5L : 1L) << 20;
}
