using BulkCopy.ObjectStores.Credentials;
using BulkCopy.ObjectStores.Tests.Fakes;

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>
/// The S3 server that <c>BULKCOPY_TEST_S3=endpoint,region,key,secret,bucketprefix[,dialect]</c> names. Buckets are made there
/// with that prefix and stay.
/// </summary>
public sealed class ConfiguredTarget : ConformanceTarget
{
    private string prefix = "";

    public override bool HasStoreManagedEncryption => Store.Dialect.Name == "s3";

    /// <summary>A real archive takes hours.</summary>
    public override string? ArchiveClass => null;

    protected override string BucketName(int number) => $"{prefix}{Guid.NewGuid():N}"[..Math.Min(prefix.Length + 16, 60)];

    protected override Task<ObjectStoreOptions?> StartAsync()
    {
        var setting = Environment.GetEnvironmentVariable("BULKCOPY_TEST_S3");
        if (string.IsNullOrEmpty(setting))
        {
            Missing = "BULKCOPY_TEST_S3 names no server";
            return Task.FromResult<ObjectStoreOptions?>(null);
        }
        var parts = setting.Split(',');
        if (parts.Length is not (5 or 6)) throw new FormatException("BULKCOPY_TEST_S3 is endpoint,region,key,secret,bucketprefix[,dialect].");
        prefix = parts[4];
        return Task.FromResult<ObjectStoreOptions?>(TestStores.Options(parts.Length == 6 ? parts[5] : "s3") with
        {
            Endpoint = parts[0],
            Region = parts[1],
            Credentials = new StaticCredentialProvider(new StoreCredentials(parts[2], parts[3])),
        });
    }
}
