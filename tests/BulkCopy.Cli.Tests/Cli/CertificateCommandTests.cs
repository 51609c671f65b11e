using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class CertificateCommandTests(CliWorld world) : IClassFixture<CliWorld>
{
    [Fact]
    public async Task A_certificate_holds_against_ledger_reports_and_the_destination_until_a_line_or_an_object_is_changed()
    {
        var (run, destination) = await CopyAsync("a", "b,\"c\"", "d e", "音乐");
        var certificate = Path.Combine(world.Directory, $"certificate-{run}.json");
        await File.WriteAllTextAsync(certificate, (await RunAsync(0, "runs", "certificate", $"{run}")).Output);
        var csv = await ReportAsync(run, "csv", "csv");
        string[] reports = [csv, await ReportAsync(run, "csv", "csv.gz"), await ReportAsync(run, "json", "jsonl")];

        Assert.Contains("holds: 4 lines, 4 verified objects;", (await RunAsync(0, "certificate", "check", certificate)).Output, StringComparison.Ordinal);
        foreach (var report in reports)
            Assert.Contains("holds: 4 lines", (await RunAsync(0, "certificate", "check", certificate, "--report", report)).Output, StringComparison.Ordinal);
        Assert.Contains("4 of them asked about", (await RunAsync(0, "certificate", "check", certificate, "--live")).Output, StringComparison.Ordinal);

        var lines = await File.ReadAllLinesAsync(csv);
        lines[2] = lines[2].Replace("Complete", "", StringComparison.Ordinal).Replace(",true,", ",false,", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(csv, lines);
        var tampered = await RunAsync(3, "certificate", "check", certificate, "--report", csv);
        Assert.StartsWith("Line 2 is not what was certified.", tampered.Output, StringComparison.Ordinal);

        using var store = world.Open("s3-east");
        (await store.DeleteObjectAsync(destination, "d e", null, CancellationToken.None)).ValueOrThrow();
        var live = (await RunAsync(3, "certificate", "check", certificate, "--live", "--output", "json")).Json;
        Assert.Equal("Line 3: object 'd e' is gone.", Assert.Single(live.GetProperty("findings").EnumerateArray()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_dropped_run_is_known_by_its_summary_and_its_hashes()
    {
        var (run, _) = await CopyAsync("a", "b");
        var certificate = Path.Combine(world.Directory, $"certificate-{run}.json");
        await File.WriteAllTextAsync(certificate, (await RunAsync(0, "runs", "certificate", $"{run}")).Output);

        Assert.Contains($"Dropped run {run}.", (await RunAsync(0, "runs", "drop", $"{run}")).Output, StringComparison.Ordinal);
        var dropped = (await RunAsync(0, "runs", "list", "--dropped", "--output", "json")).JsonLines.Single(line => line.GetProperty("run").GetProperty("runId").GetInt32() == run);
        Assert.Equal(2, dropped.GetProperty("run").GetProperty("verified").GetInt32());
        Assert.Contains("holds: 2 lines", (await RunAsync(0, "certificate", "check", certificate)).Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(certificate, (await File.ReadAllTextAsync(certificate)).Replace("\"verified\": 2", "\"verified\": 3", StringComparison.Ordinal));
        Assert.Contains("does not hold", (await RunAsync(3, "certificate", "check", certificate)).Output, StringComparison.Ordinal);
        await RunAsync(2, "runs", "show", $"{run}");
    }

    [Fact]
    public async Task The_ledger_of_a_run_is_exported_as_csv_json_lines_and_gzip()
    {
        var (run, _) = await CopyAsync("a", "b");
        var csv = (await RunAsync(0, "runs", "export", $"{run}", "--what", "entries")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((3, "entry,key,versionId,size,eTag,lastModified,storageClass,way"), (csv.Length, csv[0].TrimEnd()));
        var outcomes = (await RunAsync(0, "runs", "export", $"{run}", "--format", "jsonl")).JsonLines;
        Assert.Equal(["Copied", "Copied"], outcomes.Select(line => line.GetProperty("result").GetString()));

        var file = Path.Combine(world.Directory, $"outcomes-{run}.csv.gz");
        Assert.Contains("2 outcomes", (await RunAsync(0, "runs", "export", $"{run}", "--out", file)).Output, StringComparison.Ordinal);
        using var packed = new System.IO.Compression.GZipStream(File.OpenRead(file), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        Assert.StartsWith("entry,attempt,result,", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.False(File.Exists(file + ".unfinished"));
    }

    [Theory]
    [InlineData("There is no run 999999: see 'bulkcopy runs list'.", "runs", "drop", "999999")]
    [InlineData("There is no run 999999: see 'bulkcopy runs list'.", "runs", "export", "999999")]
    [InlineData("There is no run 999999: see 'bulkcopy runs list'.", "runs", "certificate", "999999")]
    public async Task What_is_not_there_is_refused(string sentence, params string[] arguments) =>
        Assert.Equal($"bulkcopy: {sentence}\n", (await InProcess.RunAsync(world.Variables, arguments)).Expect(2).Error);

    [Fact]
    public async Task A_run_that_is_not_over_has_no_certificate_and_is_not_dropped()
    {
        var name = CliWorld.Unique();
        await world.CreateBucketAsync("s3-east", $"cert-from-{name}", "x");
        await world.CreateBucketAsync("s3-east", $"cert-to-{name}");
        var run = (await RunAsync(0, "copy", $"s3-east:cert-from-{name}", $"s3-east:cert-to-{name}", "--detach", "--output", "json")).Json.GetProperty("runId").GetInt32();
        Assert.Contains("it has no certificate before it is over", (await RunAsync(2, "runs", "certificate", $"{run}")).Error, StringComparison.Ordinal);
        Assert.Contains("only runs that are over can", (await RunAsync(2, "runs", "drop", $"{run}")).Error, StringComparison.Ordinal);
        await RunAsync(0, "runs", "cancel", $"{run}");
        Assert.Contains($"{run}", (await RunAsync(0, "runs", "prune", "--older-than", "0s")).Output, StringComparison.Ordinal);
    }

    private async Task<string> ReportAsync(int run, string format, string extension)
    {
        var path = Path.Combine(world.Directory, $"report-{run}.{extension}");
        await RunAsync(0, "runs", "report", $"{run}", "--format", format, "--out", path);
        return path;
    }

    private async Task<(int Run, string Destination)> CopyAsync(params string[] keys)
    {
        var name = CliWorld.Unique();
        await world.CreateBucketAsync("s3-east", $"cert-from-{name}", keys);
        await world.CreateBucketAsync("s3-east", $"cert-to-{name}");
        var copied = await RunAsync(0, "copy", $"s3-east:cert-from-{name}", $"s3-east:cert-to-{name}", "--output", "json");
        return (copied.Json.GetProperty("runId").GetInt32(), $"cert-to-{name}");
    }

    // Rows go past the terminal's writer, to the process's own standard output.
    private async Task<ProcessResult> RunAsync(int exitCode, params string[] arguments) =>
        (arguments is ["runs", "export", ..] ? await world.RunAsync(arguments) : await InProcess.RunAsync(world.Variables, arguments)).Expect(exitCode);
}
