using System.CommandLine.Help;
using System.Text;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

/// <summary>Runs every command that the documentation shows, in its order, as a shell would.</summary>
public sealed class DocumentationTests(PostgresFixture postgres)
{
    private static readonly string[] LongRunning = ["bulkcopy worker", "bulkcopy emulator", "bulkcopy serve"];

    [Theory]
    [InlineData("docs/cli.md", 20)]
    [InlineData("docs/selection.md", 12)]
    [InlineData("docs/manifests.md", 4)]
    [InlineData("docs/compare.md", 7)]
    [InlineData("docs/plan.md", 3)]
    [InlineData("docs/versions.md", 6)]
    [InlineData("README.md", 5)]
    public async Task Every_command_shown_does_what_it_says(string document, int least)
    {
        var world = new CliWorld(postgres);
        await using var owned = world;
        await world.InitializeAsync();
        await SeedAsync(world);
        var commands = CommandsOf(Path.Combine(Root, document));
        Assert.True(commands.Count >= least, $"{document} shows only {commands.Count} commands.");
        foreach (var command in commands)
        {
            var result = LongRunning.Any(verb => command.StartsWith(verb, StringComparison.Ordinal))
                ? await RunUntilReadyAsync(world, command)
                : await RunAsync(world, command);
            Assert.True(result.ExitCode == 0, $"{document}: {command}\nended with {result.ExitCode}:\n{result.Output}\n{result.Error}");
        }
    }

    [Fact]
    public void Every_option_is_documented()
    {
        var text = string.Concat(Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").Select(File.ReadAllText));
        var root = new BulkCopyCommand(new CliHost(Terminal.OfProcess(), TimeProvider.System, new Dictionary<string, string>()));
        var verbs = root.Subcommands.SelectMany(verb => verb.Subcommands.Append(verb));

        Assert.All(verbs.SelectMany(verb => verb.Options).Where(option => option is not HelpOption).Concat(root.Options.Skip(2)), option => Assert.Contains(option.Name, text, StringComparison.Ordinal));
        Assert.All(verbs, verb => Assert.Contains(verb.Name, text, StringComparison.Ordinal));
    }

    private static string Root { get; } = FindRoot();

    private static async Task SeedAsync(CliWorld world)
    {
        await world.CreateBucketAsync("cos-beijing", "photos-1250000000", "2024/IMG 0001.jpg", "2024/IMG 0002.jpg", "2025/IMG 0003.jpg");
        await world.CreateBucketAsync("cos-shanghai", "archive-1250000000");
        await world.CreateBucketAsync("oss-hangzhou", "photos");
        await world.CreateBucketAsync("s3-east", "photos", "a", "b");
        await world.CreateBucketAsync("s3-east", "archive");
        using var east = world.Open("s3-east");
        foreach (var bucket in new[] { "history", "history-copy" })
        {
            await world.CreateBucketAsync("s3-east", bucket);
            (await east.SetVersioningAsync(bucket, BucketVersioning.Enabled, CancellationToken.None)).ValueOrThrow();
        }
        (await east.DeleteObjectAsync("history", "report.txt", null, CancellationToken.None)).ValueOrThrow();
        await SeedManifestsAsync(world);
    }

    private static async Task SeedManifestsAsync(CliWorld world)
    {
        await File.WriteAllTextAsync(Path.Combine(world.Directory, "list.csv"), "Key\n2024/IMG 0001.jpg\n");
        await File.WriteAllTextAsync(Path.Combine(world.Directory, "encoded.csv"), "photos,%61\n");
        await world.CreateBucketAsync("s3-east", "lists");
        using var store = world.Open("s3-east");
        foreach (var (key, text) in new[]
        {
            ("list.csv.gz", "photos,a\n"),
            ("inventory/data/1.csv.gz", "photos,b\n"),
            ("inventory/2026-01-01T01-00Z/manifest.json", """{"fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"inventory/data/1.csv.gz"}]}"""),
        })
        {
            var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            (await store.PutObjectAsync(new PutObjectRequest { Bucket = "lists", Key = key, Content = content, Length = content.Length }, CancellationToken.None)).ValueOrThrow();
        }
    }

    /// <summary>Lines that begin with "$ bulkcopy" in blocks of console text.</summary>
    private static List<string> CommandsOf(string path)
    {
        var commands = new List<string>();
        var isConsole = false;
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isConsole = line == "```console";
            else if (isConsole && line.StartsWith("$ bulkcopy ", StringComparison.Ordinal))
                commands.Add(line[2..]);
        }

        return commands;
    }

    private static async Task<ProcessResult> RunAsync(CliWorld world, string command)
    {
        await using var process = BulkCopyProcess.StartShell(command, Variables(world), world.Directory);
        return await process.WaitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<ProcessResult> RunUntilReadyAsync(CliWorld world, string command)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var process = BulkCopyProcess.StartShell(command, Variables(world), world.Directory, line =>
        {
            if (line.Contains("has started", StringComparison.Ordinal) || line.Contains("until Ctrl-C", StringComparison.Ordinal))
                ready.TrySetResult();
        });
        var ended = process.WaitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(ready.Task, ended) == ready.Task)
            await process.SignalAsync("TERM", TestContext.Current.CancellationToken);
        return await ended;
    }

    private static Dictionary<string, string> Variables(CliWorld world)
    {
        var variables = world.Variables;
        variables["TEST_UNSET"] = "set here";
        variables["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        return variables;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "BulkCopy.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("BulkCopy.sln is in no directory above the tests.");
    }
}
