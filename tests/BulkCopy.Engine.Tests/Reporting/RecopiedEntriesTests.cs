using System.Globalization;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Engine.Verification;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Reporting;

public sealed class RecopiedEntriesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Report_and_certificate_of_a_source_that_was_copied_anew_speak_of_what_was_copied()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.PutAsync("s3", "srcbucket", "a", [1]);
        await fleet.PutAsync("s3", "srcbucket", "b", [1, 2]);
        var etag = "";
        fleet.Emulator.Faults.Add(new FaultRule
        {
            Kind = FaultKind.Hook, Prefix = "a", Operations = [Operation.CopyObject], Count = 1,
            Hook = async () => etag = (await fleet.PutAsync("s3", "srcbucket", "a", [1, 2, 3])).ETag,
        });
        var run = await fleet.RunToEndAsync(new JobSpec
        {
            Name = "recopying",
            Source = new("s3", "srcbucket", ""),
            Destination = new("s3", "dstbucket", ""),
            Copy = new CopyOptions { OnSourceChange = SourceChangePolicy.Recopy, Probe = false },
            Failures = new FailurePolicy { BaseDelay = TimeSpan.FromMilliseconds(10) },
        });
        Assert.Equal((RunState.Complete, 2L, 5L), (run.State, run.Totals.Verified, run.Totals.Bytes));

        var certification = new Certification(fleet.Reports);
        var certificate = await certification.CertifyAsync(run, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        Assert.Equal((2L, 5L), (certificate.Verified, certificate.VerifiedBytes));
        var (asked, findings) = await new LiveCheck(fleet.Store("s3"), 1).CheckAsync(run.Spec.Destination, certificate.Columns, certification.LinesAsync(run, CancellationToken.None), CancellationToken.None);
        Assert.Equal(2L, asked);
        Assert.Empty(findings);

        await foreach (var row in fleet.Reports.ReadRowsAsync(run.Id, null, failedOnly: false, CancellationToken.None))
        {
            var fields = ReportColumns.Of(run.Spec, row);
            if (row.Entry.Key == "a") Assert.Equal(("3", etag), (Field(fields, "size"), Field(fields, "eTag")));
            Assert.Equal(Field(fields, "eTag"), Field(fields, "destinationETag"));
            Assert.Equal(row.Outcome!.Bytes.ToString(CultureInfo.InvariantCulture), Field(fields, "size"));
        }
    }

    private static string Field(string[] fields, string name) => fields[ReportColumns.Names.ToList().IndexOf(name)];
}
