using System.CommandLine;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Arguments;

/// <summary>What names the objects, instead of listing the source.</summary>
internal sealed class ManifestArguments : OptionGroup
{
    private readonly Option<string?> _manifest;
    private readonly Option<string?> _format;
    private readonly Option<string?> _columns;
    private readonly Option<bool> _urlEncoded;
    private readonly Option<PlusMeaning?> _plus = PlusOption();
    private readonly Option<int?> _failedOf;

    public ManifestArguments() : base("Objects that a manifest names")
    {
        _manifest = Text("--manifest", "PATH|STORE:BUCKET/KEY", "Take the objects that this names instead of listing the source: a CSV file, plain or gzipped, or an inventory's manifest.json; on disk or in a bucket.");
        _format = Text("--manifest-format", "FORMAT", "Kind of manifest: csv, inventory (of S3, COS or OSS, in CSV), or auto (the default): inventory if the name ends with .json.");
        _format.AcceptOnlyFromAmong("auto", "csv", "inventory");
        _columns = Text("--manifest-columns", "NAMES", "Columns of a CSV file without a header, in their order, for instance Bucket,Key,VersionId. Default: the header's; without one Key, or Bucket,Key, or Bucket,Key,VersionId.");
        _urlEncoded = Flag("--manifest-url-encoded", "The keys of the CSV file are percent-encoded. Those of inventories always are.");
        Add(_plus);
        _failedOf = Add(ArgumentTypes.Number("--failed-of", "Take the objects that failed in this run, as the source has them now.", 1, int.MaxValue));
    }

    public override async Task<JobSpec> ApplyAsync(Invocation invocation, Func<string, Task<Dialect>> dialectOf, JobSpec spec)
    {
        var failedOf = invocation.Get(_failedOf);
        if (invocation.Get(_manifest) is not { } text)
        {
            if (new Option[] { _format, _columns, _urlEncoded, _plus }.FirstOrDefault(invocation.IsGiven) is { } lonely)
                throw new RefusedException($"{lonely.Name} says how a manifest is read: name one by --manifest.");
            return failedOf is null ? spec : spec with { Manifest = new ManifestSource { Kind = ManifestKind.FailedOf, FailedOf = failedOf } };
        }
        if (failedOf is not null)
            throw new RefusedException("Objects are named by --manifest or by --failed-of: leave one of them away.");
        var manifest = Locate(text, invocation.Get(_format)) with
        {
            Columns = invocation.Get(_columns)?.Split(',', StringSplitOptions.TrimEntries) ?? [],
            UrlEncoded = invocation.Get(_urlEncoded),
            Plus = invocation.Get(_plus) ?? PlusMeaning.Auto,
        };
        if (manifest.At is { } at)
            await dialectOf(at.Store).ConfigureAwait(false);
        return spec with { Manifest = manifest };
    }

    /// <summary>What <c>+</c> stands for in encoded keys.</summary>
    public static Option<PlusMeaning?> PlusOption() =>
        ArgumentTypes.Choice<PlusMeaning>("--manifest-plus", "What '+' stands for in percent-encoded keys: Space, or Plus, which is itself. Auto (the default): a space in inventories of S3; in others such a key is refused.");

    /// <summary>Where a manifest is, and of which kind.</summary>
    /// <param name="text">A file on this machine, or an object as <c>STORE:BUCKET/KEY</c>.</param>
    /// <param name="format">What was said about its kind.</param>
    /// <exception cref="RefusedException">There is no such file.</exception>
    public static ManifestSource Locate(string text, string? format)
    {
        var kind = format switch
        {
            "csv" => ManifestKind.Csv,
            "inventory" => ManifestKind.Inventory,
            _ => text.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ManifestKind.Inventory : ManifestKind.Csv,
        };
        if (File.Exists(text))
            return new ManifestSource { Kind = kind, File = text };
        return StoreLocation.Parse(text, out _) is { } at ? new ManifestSource { Kind = kind, At = at }
            : throw new RefusedException($"There is no manifest '{text}': name a file on this machine, or an object as STORE:BUCKET/KEY.");
    }
}
