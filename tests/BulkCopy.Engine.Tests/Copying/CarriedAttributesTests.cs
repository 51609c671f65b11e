using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Copying;

/// <summary>A table of way × dialect × option: whichever way an object goes, its copy is given the same, field by field.</summary>
public sealed class CarriedAttributesTests(PostgresFixture postgres)
{
    private const int MiB = 1 << 20;
    private static readonly ObjectHeaders SourceHeaders = new()
    {
        ContentType = "image/odd", CacheControl = "max-age=7", ContentDisposition = "inline", ContentLanguage = "de", Metadata = [new("author", "alice"), new("colour", "red")],
    };
    private static readonly ObjectHeaders JobHeaders = new() { ContentType = "text/odd", Metadata = [new("colour", "blue"), new("job", "yes")] };
    private static readonly KeyValuePair<string, string>[] SourceTags = [new("team", "a/b c")];

    /// <summary>Pairs of stores: three that copy on the server side, three that are relayed.</summary>
    public static TheoryData<string, string> Pairs => new()
    {
        { "cos", "cos-far" }, { "oss", "oss" }, { "s3", "s3" }, { "cos", "s3" }, { "s3", "oss" }, { "oss", "cos" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Every_way_gives_copies_the_same(string from, string to)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = (Bucket(from, "src"), Bucket(to, "dst"));
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync(to, destination);
        var keys = new[] { "small", "large" };
        foreach (var key in keys) await PutAsync(fleet, from, source, "plain/" + key, key == "large" ? 11 * MiB : 1000, null);
        if (fleet.Store(from).Dialect.HasCustomerKeys)
            foreach (var key in keys) await PutAsync(fleet, from, source, "locked/" + key, key == "large" ? 11 * MiB : 1000, fleet.FindCustomerKey(from, "old"));

        var cases = Cases(fleet.Store(from).Dialect, fleet.Store(to).Dialect).ToList();
        var runs = new List<Run>();
        foreach (var (name, options, prefix, _) in cases)
            runs.Add(await fleet.Ledger.Runs.CreateAsync(new JobSpec
            {
                Name = name,
                Source = new(from, source, prefix),
                Destination = new(to, destination, name + "/"),
                Copy = options with { PartCopyThresholdBytes = 8 * MiB, PartSizeBytes = 5 * MiB, RelayPartSizeBytes = 5 * MiB },
            }, null, default));
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        foreach (var run in runs) Assert.Equal((run.Spec.Name, 2L, ""), (run.Spec.Name, (await fleet.UntilAsync(run.Id, r => r.FinishedAt is not null, working)).Totals.Copied, await ErrorsAsync(fleet, run)));
        await stopping.CancelAsync();
        await working;

        foreach (var (name, options, _, expected) in cases)
            foreach (var key in keys)
                await AssertAsync(fleet, to, destination, $"{name}/{key}", options, expected);
    }

    [Fact]
    public async Task What_the_destination_cannot_hold_fails_the_entry_if_required_and_is_noted_otherwise()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("cos", "dst-1250000000");
        await fleet.PutAsync("s3", "srcbucket", "underscored", [1], new ObjectHeaders { Metadata = [new("a_b", "1")] });

        var run = await fleet.RunToEndAsync(new JobSpec { Name = "n", Source = new("s3", "srcbucket", ""), Destination = new("cos", "dst-1250000000", "") });

        Assert.Equal((0L, 1L, 0L), (run.Totals.Copied, run.Totals.Failed, run.Totals.Retries));
        await using var outcome = fleet.Database.CreateCommand($"SELECT code || ': ' || message FROM bulkcopy.outcomes WHERE run_id = {run.Id}");
        Assert.Equal("NotCarried: a metadata name of cos has none of '_': 'a_b'", await outcome.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Objects_modified_too_late_are_left_out_without_a_request()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.PutAsync("s3", "srcbucket", "late", [1]);

        var run = await fleet.RunToEndAsync(new JobSpec
        {
            Name = "n", Source = new("s3", "srcbucket", ""), Destination = new("s3", "dstbucket", ""), Copy = new CopyOptions { IfUnmodifiedSince = DateTimeOffset.UnixEpoch.AddYears(50) },
        });

        Assert.Equal((1L, 0L), (run.Totals.Skipped, run.Totals.Copied));
        Assert.Equal(0, fleet.Emulator.Requests.Count(Emulator.Requests.Operation.CopyObject));
    }

    private static IEnumerable<(string Name, CopyOptions Options, string Prefix, Expected Expected)> Cases(Dialect from, Dialect to)
    {
        var ia = to.Family == "oss" ? "IA" : "STANDARD_IA";
        var kept = new Expected();
        yield return ("keep", new CopyOptions { Tags = TagPolicy.Required }, "plain/", kept);
        yield return ("merge", new CopyOptions { Metadata = new() { Mode = MetadataMode.Merge, Set = JobHeaders } }, "plain/", kept);
        yield return ("replace", new CopyOptions { Metadata = new() { Mode = MetadataMode.Replace, Set = JobHeaders } }, "plain/", kept);
        yield return ("untagged", new CopyOptions { Tags = TagPolicy.Drop }, "plain/", kept with { Tags = [] });
        yield return ("acl-kept", new CopyOptions { Acl = AclPolicy.Keep }, "plain/", kept with { Acl = "public-read" });
        yield return ("acl-canned", new CopyOptions { Acl = AclPolicy.Canned, CannedAcl = "public-read" }, "plain/", kept with { Acl = "public-read" });
        yield return ("class", new CopyOptions { StorageClass = ia }, "plain/", kept with { Class = ia });
        yield return ("class-map", new CopyOptions { StorageClassMap = new Dictionary<string, string> { [from.DefaultStorageClass] = ia } }, "plain/", kept with { Class = ia });
        yield return ("encrypted", new CopyOptions { Encryption = new() { Mode = EncryptionMode.StoreManaged } }, "plain/", kept with { Mode = EncryptionMode.StoreManaged });
        yield return ("kms", new CopyOptions { Encryption = new() { Mode = EncryptionMode.Kms } }, "plain/", kept with { Mode = EncryptionMode.Kms });
        if (to.HasCustomerKeys)
            yield return ("locked", new CopyOptions { Encryption = new() { Mode = EncryptionMode.Customer, CustomerKey = "new" } }, "plain/", kept with { Mode = EncryptionMode.Customer });
        if (from.HasCustomerKeys) yield return ("unlocked", new CopyOptions { SourceCustomerKey = "old" }, "locked/", kept);
        if (from.HasCustomerKeys && to.HasCustomerKeys)
            yield return ("relocked", new CopyOptions { SourceCustomerKey = "old", Encryption = new() { Mode = EncryptionMode.Customer, CustomerKey = "new" } }, "locked/", kept with { Mode = EncryptionMode.Customer });
    }

    private static async Task AssertAsync(Fleet fleet, string store, string bucket, string key, CopyOptions options, Expected expected)
    {
        var lockedBy = expected.Mode == EncryptionMode.Customer ? fleet.FindCustomerKey(store, "new") : null;
        var found = (await fleet.Store(store).HeadObjectAsync(new ReadObjectRequest { Bucket = bucket, Key = key, CustomerKey = lockedBy }, default)).ValueOrThrow();
        var tags = (await fleet.Store(store).GetTagsAsync(bucket, key, null, default)).ValueOrThrow();
        var acl = (await fleet.Store(store).GetAclAsync(bucket, key, null, default)).ValueOrThrow();
        var headers = options.Metadata.Apply(SourceHeaders);
        Assert.Equal(
            (key, headers with { Metadata = [] }, Text(headers.Metadata), Text(expected.Tags ?? SourceTags), expected.Class ?? fleet.Store(store).Dialect.DefaultStorageClass, expected.Mode),
            (key, found.Headers with { Metadata = [] }, Text(found.Headers.Metadata), Text(tags), found.StorageClass, found.Encryption?.Mode));
        if (expected.Acl is not null) Assert.Equal((key, expected.Acl), (key, acl.Canned));
        else Assert.NotEqual("public-read", acl.Canned);
    }

    private static async Task PutAsync(Fleet fleet, string store, string bucket, string key, int size, CustomerKey? customerKey)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        (await fleet.Store(store).PutObjectAsync(new PutObjectRequest
        {
            Bucket = bucket,
            Key = key,
            Content = new MemoryStream(content),
            Length = size,
            Headers = SourceHeaders,
            Tags = SourceTags,
            Acl = new AccessControl { Canned = "public-read" },
            Encryption = customerKey is null ? null : new ServerSideEncryption { Mode = EncryptionMode.Customer, CustomerKey = customerKey },
        }, default)).ValueOrThrow();
    }

    private static async Task<string> ErrorsAsync(Fleet fleet, Run run)
    {
        await using var command = fleet.Database.CreateCommand($"SELECT coalesce(string_agg(message, ' '), '') FROM bulkcopy.outcomes WHERE run_id = {run.Id} AND result <> 'Copied'");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static string Bucket(string store, string name) => store.StartsWith("cos", StringComparison.Ordinal) ? name + "-1250000000" : name + "bucket";

    private static string Text(IEnumerable<KeyValuePair<string, string>> pairs) => string.Join(',', pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    private sealed record Expected(IReadOnlyList<KeyValuePair<string, string>>? Tags = null, string? Acl = null, string? Class = null, EncryptionMode? Mode = null);
}
