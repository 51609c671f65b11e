using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace BulkCopy.Server.Dashboard.Assets;

/// <summary>Style sheets, scripts, fonts: embedded, compressed once, and named by a hash of them all so that browsers may keep them for ever.</summary>
internal sealed class AssetFiles
{
    private const string Prefix = "dashboard/";

    // Files that are served joined, in the order of their names.
    private static readonly Dictionary<string, Func<string, bool>> Joined = new(StringComparer.Ordinal)
    {
        ["dashboard.css"] = name => name.EndsWith(".css", StringComparison.Ordinal),
        ["boot.js"] = name => name == "1-boot.js",
        ["dashboard.js"] = name => name.EndsWith(".js", StringComparison.Ordinal) && char.IsAsciiDigit(name[0]) && name[0] != '1',
    };

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8", [".js"] = "text/javascript; charset=utf-8", [".svg"] = "image/svg+xml", [".woff2"] = "font/woff2",
    };

    private readonly Dictionary<string, AssetFile> files = new(StringComparer.Ordinal);

    public AssetFiles()
    {
        var assembly = typeof(AssetFiles).Assembly;
        var embedded = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal).ToArray();
        foreach (var (name, belongs) in Joined)
            Add(name, [.. embedded.Where(belongs).SelectMany(part => Read(assembly, part))]);
        foreach (var name in embedded.Where(name => !Joined.Values.Any(belongs => belongs(name))))
            Add(name, Read(assembly, name));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Values)
            hash.AppendData(file.Plain);
        Version = Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    /// <summary>Changes when one of the files does.</summary>
    public string Version { get; }

    /// <summary>Where the files are, below a path base.</summary>
    public string Link(string? root) => $"{root}/assets/{Version}";

    /// <summary>The file of this name; <c>null</c> if there is none.</summary>
    public AssetFile? Find(string name) => files.GetValueOrDefault(name);

    private void Add(string name, byte[] plain) => files[name] = new AssetFile(plain, Types[Path.GetExtension(name)], new Lazy<byte[]>(() => Compress(plain)));

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(Prefix + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Compress(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
            gzip.Write(plain);
        return target.ToArray();
    }
}

/// <summary>One file.</summary>
internal sealed record AssetFile(byte[] Plain, string ContentType, Lazy<byte[]> Compressed);
