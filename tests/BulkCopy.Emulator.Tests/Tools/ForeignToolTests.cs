using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Tools;

/// <summary>Programs that know nothing of this emulator.</summary>
public sealed class ForeignToolTests : EmulatorTest
{
    private readonly string directory = Directory.CreateTempSubdirectory("emulator-tools-").FullName;

    private Dictionary<string, string> Settings => new()
    {
        ["AWS_ACCESS_KEY_ID"] = RunningEmulator.Alice.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = RunningEmulator.Alice.Secret,
        ["AWS_DEFAULT_REGION"] = "us-east-1", ["AWS_EC2_METADATA_DISABLED"] = "true", ["HOME"] = directory,
        ["RCLONE_CONFIG_EMU_TYPE"] = "s3", ["RCLONE_CONFIG_EMU_PROVIDER"] = "Other", ["RCLONE_CONFIG_EMU_ENDPOINT"] = Emulator.Server.Endpoint.ToString(),
        ["RCLONE_CONFIG_EMU_ACCESS_KEY_ID"] = RunningEmulator.Alice.AccessKey, ["RCLONE_CONFIG_EMU_SECRET_ACCESS_KEY"] = RunningEmulator.Alice.Secret,
        ["RCLONE_CONFIG_EMU_FORCE_PATH_STYLE"] = "true",
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Directory.CreateDirectory(Path.Combine(directory, "files", "sub"));
        await File.WriteAllTextAsync(Path.Combine(directory, "files", "a.txt"), "a");
        await File.WriteAllTextAsync(Path.Combine(directory, "files", "sub", "b c+ä.txt"), "b");
        await File.WriteAllBytesAsync(Path.Combine(directory, "files", "large.bin"), new byte[9_000_000]);
    }

    public override async ValueTask DisposeAsync()
    {
        Directory.Delete(directory, recursive: true);
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Rclone_copies_checks_and_lists()
    {
        var files = Path.Combine(directory, "files");
        await CommandLineTool.RunAsync("rclone", Settings, "copy", files, "emu:bucket/p", "--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M");
        await CommandLineTool.RunAsync("rclone", Settings, "check", files, "emu:bucket/p");
        await CommandLineTool.RunAsync("rclone", Settings, "copy", "emu:bucket/p", "emu:other/q");
        var listed = await CommandLineTool.RunAsync("rclone", Settings, "lsf", "-R", "--files-only", "emu:other");
        Assert.Equal(["q/a.txt", "q/large.bin", "q/sub/b c+ä.txt"], listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task S3cmd_puts_copies_lists_and_gets()
    {
        string[] common =
        [
            "--access_key", RunningEmulator.Alice.AccessKey, "--secret_key", RunningEmulator.Alice.Secret, "--host", Emulator.Server.Endpoint.Authority,
            "--host-bucket", Emulator.Server.Endpoint.Authority, "--no-ssl", "--region", "us-east-1", "--multipart-chunk-size-mb", "5",
        ];
        await CommandLineTool.RunAsync("s3cmd", Settings, [.. common, "mb", "s3://bucket"]);
        await CommandLineTool.RunAsync("s3cmd", Settings, [.. common, "put", "--recursive", Path.Combine(directory, "files") + "/", "s3://bucket/p/"]);
        await CommandLineTool.RunAsync("s3cmd", Settings, [.. common, "cp", "s3://bucket/p/large.bin", "s3://bucket/copy.bin"]);
        Assert.Contains("copy.bin", await CommandLineTool.RunAsync("s3cmd", Settings, [.. common, "ls", "s3://bucket/"]), StringComparison.Ordinal);
        await CommandLineTool.RunAsync("s3cmd", Settings, [.. common, "get", "s3://bucket/p/sub/b c+ä.txt", Path.Combine(directory, "got")]);
        Assert.Equal("b", await File.ReadAllTextAsync(Path.Combine(directory, "got")));
    }

    [Fact]
    public async Task Awscli_syncs_copies_and_lists()
    {
        string[] common = ["--endpoint-url", Emulator.Server.Endpoint.ToString(), "s3"];
        await CommandLineTool.RunAsync("aws", Settings, [.. common, "mb", "s3://bucket"]);
        await CommandLineTool.RunAsync("aws", Settings, [.. common, "sync", Path.Combine(directory, "files"), "s3://bucket/p"]);
        await CommandLineTool.RunAsync("aws", Settings, [.. common, "cp", "s3://bucket/p/large.bin", "s3://bucket/copy.bin"]);
        var listed = await CommandLineTool.RunAsync("aws", Settings, [.. common, "ls", "--recursive", "s3://bucket"]);
        Assert.Equal(4, listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
