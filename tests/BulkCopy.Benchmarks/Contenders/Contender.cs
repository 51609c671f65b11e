using BulkCopy.Benchmarks.Fleet;

namespace BulkCopy.Benchmarks.Contenders;

/// <summary>A command that copies a bucket of the emulator's S3 to another.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Program">Its executable.</param>
/// <param name="Arguments">Its arguments, from source and destination bucket.</param>
/// <param name="Variables">What it finds in its environment.</param>
internal sealed record Contender(string Name, string Program, Func<string, string, string[]> Arguments, IReadOnlyDictionary<string, string> Variables)
{
    private const string Connections = "64";

    public List<CommandCost> Rounds { get; } = [];

    /// <summary>All that there are on this machine.</summary>
    /// <param name="scene">Emulator and database.</param>
    /// <param name="bulkcopy">The executable as it is released.</param>
    /// <param name="etag">ETag of all objects.</param>
    /// <param name="objects">Their number.</param>
    public static IReadOnlyList<Contender> All(FleetScene scene, string bulkcopy, string etag, string objects)
    {
        var (endpoint, self, assembly) = (scene.EmulatorAddress, Environment.ProcessPath!, typeof(Contender).Assembly.Location);
        string[] prefix = Path.GetFileNameWithoutExtension(self) == "dotnet" ? ["exec", assembly] : [];
        var aws = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = BenchStores.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = BenchStores.Secret, ["AWS_REGION"] = "us-east-1",
        };
        List<Contender> all =
        [
            new("bulkcopy", bulkcopy, (from, to) => ["copy", $"s3:{from}", $"s3:{to}", "--concurrency", Connections, "--output", "json"], new Dictionary<string, string>
            {
                ["ConnectionStrings__BulkCopy"] = scene.ConnectionString,
                ["BULKCOPY__Stores__s3__Dialect"] = "s3",
                ["BULKCOPY__Stores__s3__Region"] = "us-east-1",
                ["BULKCOPY__Stores__s3__ConnectTo"] = endpoint,
                ["BULKCOPY__Stores__s3__UseHttps"] = "false",
                ["BULKCOPY__Stores__s3__Credentials__AccessKeyIdFrom"] = "env:AWS_ACCESS_KEY_ID",
                ["BULKCOPY__Stores__s3__Credentials__SecretAccessKeyFrom"] = "env:AWS_SECRET_ACCESS_KEY",
                ["AWS_ACCESS_KEY_ID"] = BenchStores.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = BenchStores.Secret,
            }),
            new("rclone", "rclone", (from, to) => ["copy", $"emu:{from}", $"emu:{to}", "--transfers", Connections, "--checkers", Connections, "--fast-list"], new Dictionary<string, string>
            {
                ["RCLONE_CONFIG_EMU_TYPE"] = "s3", ["RCLONE_CONFIG_EMU_PROVIDER"] = "Other", ["RCLONE_CONFIG_EMU_ENDPOINT"] = $"http://{endpoint}",
                ["RCLONE_CONFIG_EMU_ACCESS_KEY_ID"] = BenchStores.AccessKey, ["RCLONE_CONFIG_EMU_SECRET_ACCESS_KEY"] = BenchStores.Secret,
                ["RCLONE_CONFIG_EMU_FORCE_PATH_STYLE"] = "true",
            }),
            new("s5cmd", "s5cmd", (from, to) => ["--endpoint-url", $"http://{endpoint}", "--numworkers", Connections, "--log", "error", "cp", $"s3://{from}/*", $"s3://{to}/"], aws),
            new("signed requests in a loop", self, (from, to) => [.. prefix, CopyLoop.Verb, endpoint, from, to, etag, objects, Connections], aws),
        ];
        return [.. all.Where(contender => Path.IsPathRooted(contender.Program) || IsInstalled(contender.Program))];
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, program)));
}
