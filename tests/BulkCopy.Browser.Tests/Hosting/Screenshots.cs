namespace BulkCopy.Browser.Tests.Hosting;

/// <summary>Where pictures of pages go: <c>artifacts/screenshots</c> of the checkout.</summary>
internal static class Screenshots
{
    public static string Directory { get; } = Make();

    private static string Make()
    {
        var place = new DirectoryInfo(AppContext.BaseDirectory);
        while (place is not null && !File.Exists(Path.Combine(place.FullName, "BulkCopy.sln")))
            place = place.Parent;
        return System.IO.Directory.CreateDirectory(Path.Combine(place?.FullName ?? AppContext.BaseDirectory, "artifacts", "screenshots")).FullName;
    }
}
