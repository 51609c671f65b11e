namespace BulkCopy.Server.Tests.Hosting;

/// <summary>The files that these tests were built beside.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "BulkCopy.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("BulkCopy.sln is in no directory above the tests.");
    }
}
