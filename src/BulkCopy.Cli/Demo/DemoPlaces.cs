using BulkCopy.Cli.Configuration;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Demo;

/// <summary>The stores and buckets of the demo. All requests carry the providers' host names and go to the emulator.</summary>
internal sealed class DemoPlaces(string connectTo, string credentialFile)
{
    // Buckets of a run that was killed are not mistaken for those of the next.
    private readonly string _mark = Guid.NewGuid().ToString("n")[..6];

    public IReadOnlyList<StoreSettings> Stores =>
        [CosBeijing, CosShanghai, OssHangzhou, S3Virginia];

    public IReadOnlyList<DemoMigration> Migrations =>
    [
        new()
        {
            Name = "COS to COS, another region",
            Source = CosBeijing, SourceBucket = $"photos-{_mark}-1250000000",
            Destination = CosShanghai, DestinationBucket = $"archive-{_mark}-1250000000",
        },
        new()
        {
            Name = "OSS to OSS",
            Source = OssHangzhou, SourceBucket = $"photos-{_mark}",
            Destination = OssHangzhou, DestinationBucket = $"archive-{_mark}",
        },
        new()
        {
            Name = "S3 to S3",
            Source = S3Virginia, SourceBucket = $"photos-{_mark}",
            Destination = S3Virginia, DestinationBucket = $"archive-{_mark}",
        },
    ];

    private StoreSettings CosBeijing => Store("demo-cos-beijing", "cos", "ap-beijing");

    private StoreSettings CosShanghai => Store("demo-cos-shanghai", "cos", "ap-shanghai");

    private StoreSettings OssHangzhou => Store("demo-oss-hangzhou", "oss", "cn-hangzhou");

    private StoreSettings S3Virginia => Store("demo-s3", "s3", "us-east-1");

    private StoreSettings Store(string name, string dialect, string region) => new()
    {
        Name = name,
        Dialect = Dialect.Parse(dialect),
        Region = region,
        ConnectTo = connectTo,
        UseHttps = false,
        Credentials = new CredentialSettings { File = new ConfiguredValue($"Stores:{name}:Credentials:File", credentialFile, "demo") },
    };
}
