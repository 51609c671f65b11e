namespace BulkCopy.Postgres.Tests.Cluster;

/// <summary>A directory that every account may use, gone with its test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory()
    {
        System.IO.Directory.CreateDirectory(Path);
        OpenToAll(Path);
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "bulkcopy-" + Guid.NewGuid().ToString("N")[..12]);

    public string Below(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public static void OpenToAll(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
    }
}
