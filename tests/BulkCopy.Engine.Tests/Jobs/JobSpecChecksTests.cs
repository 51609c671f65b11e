using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Tests.Jobs;

public sealed class JobSpecChecksTests
{
    private static readonly JobSpec Job = new() { Name = "n", Source = new("a", "b", ""), Destination = new("c", "d", "") };
    private static readonly ManifestSource Csv = new() { Kind = ManifestKind.Csv, At = new("a", "lists", "list.csv") };

    public static TheoryData<JobSpec, string?> Table => new()
    {
        { Job, null },
        { Job with { Name = "" }, "name" },
        { Job with { Name = "two\nlines" }, "name" },
        { Job with { Source = new("a", "evil.example/", "") }, "source" },
        { Job with { Destination = new("c", "d", new string('x', 1025)) }, "destination" },
        { Job with { Destination = Job.Source }, "destination" },
        { Job with { MoreSources = [new("a", "..", "")] }, "moreSources[0]" },
        { Job with { Manifest = new ManifestSource { Kind = ManifestKind.Csv, At = new("a", "b c", "list.csv") } }, "manifest.at" },
        { Job with { Manifest = Csv, MoreSources = [new("other", "b", "more/")] }, "manifest" },
        { Job with { Manifest = Csv, MoreSources = [new("other", "e", ""), new("c", "e", "")] }, "manifest" },
        { Job with { Manifest = Csv, Source = Job.Source with { Prefix = "one/" }, MoreSources = [new("a", "b", "more/"), new("other", "e", "")] }, null },
        { Job with { Manifest = new ManifestSource { Kind = ManifestKind.FailedOf, FailedOf = 1 }, MoreSources = [new("other", "b", "")] }, null },
        { Job with { Failures = new FailurePolicy { MaxAttempts = 0 } }, "failures.maxAttempts" },
        { Job with { Failures = new FailurePolicy { StopAtFailedPercent = double.NaN } }, "failures.stopAtFailedPercent" },
        { Job with { Failures = new FailurePolicy { StopAfterOutcomes = 0 } }, "failures.stopAfterOutcomes" },
        { Job with { Failures = new FailurePolicy { BaseDelay = TimeSpan.FromSeconds(-1) } }, "failures.baseDelay" },
        { Job with { Failures = new FailurePolicy { MaxDelay = TimeSpan.FromSeconds(1) } }, "failures.maxDelay" },
        { Job with { Copy = new CopyOptions { StorageClass = "cold\r\nx" } }, "copy.storageClass" },
        { Job with { Copy = new CopyOptions { StorageClassMap = new Dictionary<string, string> { ["A"] = "" } } }, "copy.storageClassMap" },
        { Job with { Copy = new CopyOptions { PartSizeBytes = 6L << 30 } }, "copy.partSizeBytes" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void What_cannot_be_done_is_named_by_its_field(JobSpec spec, string? field) =>
        Assert.Equal(field is null ? [] : [field], JobSpecChecks.Check(spec).Select(problem => problem.Field));
}
