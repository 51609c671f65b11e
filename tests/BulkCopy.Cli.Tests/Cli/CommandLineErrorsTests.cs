using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class CommandLineErrorsTests
{
    [Theory]
    [InlineData("", "'bulkcopy' needs to be told what to do: demo, copy, plan, verify, runs, certificate, schedules, tiering, stores, serve, worker, emulator, migrate.")]
    [InlineData("coppy", "'bulkcopy' does not know 'coppy'; did you mean 'copy'?")]
    [InlineData("runs", "'bulkcopy runs' needs to be told what to do: list, show, watch, pause, resume, cancel, confirm, priority, retry-failed, report, explain, versions, export, certificate, drop, prune.")]
    [InlineData("schedules", "'bulkcopy schedules' needs to be told what to do: create, list, show, update, pause, resume, run-now, delete.")]
    [InlineData("schedules update", "'bulkcopy schedules update' lacks SCHEDULE.")]
    [InlineData("schedules update nightly nothing", "'nothing' is not a location: expected STORE:BUCKET/PREFIX, for instance cos-beijing:photos-1250000000/2024/.")]
    [InlineData("schedules update nightly --overlap Both", "'Both' is not a value for --overlap: write Skip or Queue.")]
    [InlineData("runs shov 1", "'bulkcopy runs' does not know 'shov'; did you mean 'show'?")]
    [InlineData("copy", "'bulkcopy copy' lacks SRC and DST.")]
    [InlineData("copy a:b", "'bulkcopy copy' lacks DST.")]
    [InlineData("copy a:b c:d --forbid-overwrit", "'bulkcopy copy' does not know '--forbid-overwrit'; did you mean '--forbid-overwrite'?")]
    [InlineData("copy nothing c:d", "'nothing' is not a location: expected STORE:BUCKET/PREFIX, for instance cos-beijing:photos-1250000000/2024/.")]
    [InlineData("copy a:b c:d --part-size 9q", "'9q' is not a size for --part-size: write a number of bytes such as 67108864, 64MiB or 5GiB.")]
    [InlineData("copy a:b c:d --concurrency 0", "'0' is not a value for --concurrency: write a number from 1 to 4096.")]
    [InlineData("runs show latest", "'latest' is not the number of a run: see 'bulkcopy runs list'.")]
    [InlineData("runs priority 1 high", "'high' is not a priority: write a number from -1000 to 1000.")]
    [InlineData("stores limit a:b --window Mon", "'Mon' is no window: write it like \"Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s, 50MiB/s, 20 in flight\".")]
    [InlineData("stores limit a:b --requests-per-second -1", "'-1' is not a value for --requests-per-second: write a number from 0 to 1000000.")]
    [InlineData("emulator --account justakey", "--account is not of the form KEY:SECRET or KEY:SECRET:NAME.")]
    [InlineData("emulator --account a:b --listen everywhere", "'everywhere' is not a place for --listen to listen on: write ADDRESS:PORT such as 127.0.0.1:9000.")]
    public async Task A_mistake_is_named_once_and_ends_with_2(string arguments, string sentence)
    {
        var result = await InProcess.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Equal($"bulkcopy: {sentence}", result.Error.Split('\n')[0].TrimEnd());
        Assert.StartsWith("Try 'bulkcopy", result.Error.Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public void No_verb_has_two_options_of_one_name()
    {
        var root = new BulkCopyCommand(new CliHost(Terminal.OfProcess(), TimeProvider.System, new Dictionary<string, string>()));
        Assert.All(root.Subcommands.SelectMany(verb => verb.Subcommands.Append(verb)), verb => Assert.Equal(verb.Options.Select(option => option.Name).Distinct(), verb.Options.Select(option => option.Name)));
    }

    [Fact]
    public async Task Help_needs_no_arguments()
    {
        var result = await InProcess.RunAsync("copy", "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("--part-copy-threshold <SIZE>", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_may_come_from_the_environment_and_the_command_line_wins()
    {
        var variables = new Dictionary<string, string> { ["BULKCOPY_PART_SIZE"] = "nonsense" };

        var fromVariable = await InProcess.RunAsync(variables, "copy", "a:b", "c:d");
        var fromLine = await InProcess.RunAsync(variables, "copy", "a:b", "c:d", "--part-size", "64MiB");

        Assert.Contains("'nonsense' is not a size for --part-size", fromVariable.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", fromLine.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_in_an_account_that_cannot_be_read_is_not_repeated()
    {
        var result = await InProcess.RunAsync("emulator", "--account", "a:very-secret:b:c");

        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain("very-secret", result.Error, StringComparison.Ordinal);
    }
}
