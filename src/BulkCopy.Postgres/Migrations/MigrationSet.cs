using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Postgres.Migrations;

/// <summary>The migrations that this build knows, in order.</summary>
public sealed class MigrationSet
{
    private const string ResourcePrefix = "migrations/";
    private static readonly Lazy<MigrationSet> EmbeddedSet = new(ReadEmbedded);

    /// <summary>Orders and checks migrations.</summary>
    /// <exception cref="MigrationException">The numbers are not 1, 2, 3 …</exception>
    public MigrationSet(IEnumerable<Migration> migrations)
    {
        Migrations = [.. migrations.OrderBy(m => m.Version).ThenBy(m => m.FileName, StringComparer.Ordinal)];
        for (var i = 0; i < Migrations.Count; i++)
            if (Migrations[i].Version != i + 1)
                throw new MigrationException(
                    $"{Migrations[i].FileName} stands where migration {i + 1:0000} belongs: numbers count from 0001 without gaps or duplicates.");
    }

    /// <summary>The files of <c>migrations/</c>, embedded into this assembly.</summary>
    public static MigrationSet Embedded => EmbeddedSet.Value;

    /// <summary>The migrations, oldest first.</summary>
    public IReadOnlyList<Migration> Migrations { get; }

    /// <summary>The newest number; 0 when there are none.</summary>
    public int Version => Migrations.Count;

    /// <summary>A name for the schema that they make: SHA-256 over all of them, as lower-case hexadecimal.</summary>
    public string Sha256 =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Migrations.Select(m => m.Sha256)))));

    /// <summary>Reads every <c>*.sql</c> of a directory.</summary>
    public static MigrationSet ReadDirectory(string directory) =>
        new(Directory.EnumerateFiles(directory, "*.sql").Select(path => Parse(Path.GetFileName(path), File.ReadAllText(path))));

    /// <summary>Takes the number from a name such as <c>0001_ledger.sql</c>.</summary>
    public static Migration Parse(string fileName, string sql)
    {
        if (fileName.Length <= 9 || fileName[4] != '_' || !fileName.EndsWith(".sql", StringComparison.Ordinal)
            || !int.TryParse(fileName.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw new MigrationException($"{fileName} is not named like a migration: four digits, \"_\", a name, \".sql\".");
        return new Migration { Version = version, FileName = fileName, Sql = sql };
    }

    private static MigrationSet ReadEmbedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return new MigrationSet(
            assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    return Parse(name[ResourcePrefix.Length..], reader.ReadToEnd());
                }));
    }
}
