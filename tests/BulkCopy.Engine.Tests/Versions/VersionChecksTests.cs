using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using static BulkCopy.Engine.Tests.Versions.Histories;

namespace BulkCopy.Engine.Tests.Versions;

public sealed class VersionChecksTests
{
    private static readonly JobSpec All = Job("s3", "source", "s3", "target");
    private static readonly JobSpec AsOf = All with { Versions = VersionScope.AsOf, AsOf = DateTimeOffset.UnixEpoch };

    public static TheoryData<string, JobSpec> Refused => new()
    {
        { "asOf", All with { Versions = VersionScope.AsOf } },
        { "asOf", All with { AsOf = DateTimeOffset.UnixEpoch } },
        { "compare", All with { Compare = ComparePolicy.Missing } },
        { "compare", AsOf with { Compare = ComparePolicy.Different } },
        { "manifest", AsOf with { Manifest = new ManifestSource { Kind = ManifestKind.Csv, File = "list.csv" } } },
        { "verify", All with { Verify = new VerifySpec() } },
        { "selection", All with { Selection = new Selection { MaxSizeBytes = 1 } } },
        { "selection", All with { Selection = new Selection { StorageClasses = ["STANDARD"] } } },
        { "selection", All with { Selection = new Selection { Tags = [new PropertyCondition("a", null)] } } },
        { "copy", All with { Copy = new CopyOptions { ForbidOverwrite = true } } },
        { "copy", All with { Copy = new CopyOptions { IfUnmodifiedSince = DateTimeOffset.UnixEpoch } } },
        { "keys", All with { Keys = new KeyRewriting { Template = "x/{key}" } } },
        { "moreSources", All with { MoreSources = [new StoreLocation("s3", "other", "")] } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_done_to_versions_is_named_by_its_field(string field, JobSpec spec) =>
        Assert.Contains(JobSpecChecks.Check(spec), problem => problem.Field == field);

    [Fact]
    public void Keys_may_select_histories_and_anything_may_select_a_point_in_time()
    {
        Assert.Empty(JobSpecChecks.Check(All with { Selection = new Selection { FromKey = "a", Include = ["a*"], ExcludeRegex = ["b$"], RecordLeftOut = true } }));
        Assert.Empty(JobSpecChecks.Check(AsOf with { Selection = new Selection { MinSizeBytes = 1, StorageClasses = ["STANDARD"] }, Keys = new KeyRewriting { Template = "x/{key}" } }));
    }
}
