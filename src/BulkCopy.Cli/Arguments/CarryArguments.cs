using System.CommandLine;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Arguments;

/// <summary>What copies are given beside their content.</summary>
internal sealed class CarryArguments : OptionGroup
{
    private static readonly string[] KnownHeaders = ["Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"];

    private readonly Option<MetadataMode?> _mode;
    private readonly Option<string[]> _headers;
    private readonly Option<string[]> _metadata;
    private readonly Option<TagPolicy?> _tags;
    private readonly Option<string?> _acl;

    public CarryArguments() : base("What copies are given")
    {
        _mode = Add(ArgumentTypes.Choice<MetadataMode>("--metadata", "Whether copies keep headers and metadata, have them replaced, or merged with those of the job. Default: Keep, or Merge if some are given."));
        _headers = Texts("--header", "NAME=VALUE", $"A header of the copies; may be repeated. Known are {string.Join(", ", KnownHeaders)}.");
        _metadata = Texts("--meta", "NAME=VALUE", "User metadata of the copies, without the dialect's prefix; may be repeated.");
        _tags = Add(ArgumentTypes.Choice<TagPolicy>("--tags", "What becomes of tags. Default: BestEffort, carried where they can be."));
        _acl = Text("--acl", "ACL", "ACL of the copies: default, keep (the source's), or a canned ACL of the destination. Default: default.");
    }

    protected override JobSpec Apply(Invocation invocation, JobSpec spec)
    {
        var acl = invocation.Get(_acl);
        var policy = acl?.ToLowerInvariant() switch { null => spec.Copy.Acl, "default" => AclPolicy.Default, "keep" => AclPolicy.Keep, _ => AclPolicy.Canned };
        return spec with
        {
            Copy = spec.Copy with
            {
                Metadata = Metadata(invocation, spec.Copy.Metadata),
                Tags = invocation.Get(_tags) ?? spec.Copy.Tags,
                Acl = policy,
                CannedAcl = policy == AclPolicy.Canned ? acl ?? spec.Copy.CannedAcl : null,
            },
        };
    }

    private MetadataRule Metadata(Invocation invocation, MetadataRule kept)
    {
        if (!invocation.IsGiven(_mode) && !invocation.IsGiven(_headers) && !invocation.IsGiven(_metadata))
            return kept;
        var set = invocation.IsGiven(_headers) ? Headers(invocation) : kept.Set;
        set = set with { Metadata = invocation.IsGiven(_metadata) ? Pairs.Read(_metadata, invocation.Get(_metadata)) : kept.Set.Metadata };
        var otherwise = set == ObjectHeaders.Empty with { Metadata = set.Metadata } && set.Metadata.Count == 0 ? MetadataMode.Keep
            : kept.Mode == MetadataMode.Keep ? MetadataMode.Merge : kept.Mode;
        return new MetadataRule { Mode = invocation.Get(_mode) ?? otherwise, Set = set };
    }

    private ObjectHeaders Headers(Invocation invocation)
    {
        var headers = Pairs.Read(_headers, invocation.Get(_headers));
        foreach (var (name, _) in headers)
            if (!KnownHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new RefusedException($"'{name}' is no header that is stored with objects: known are {string.Join(", ", KnownHeaders)}. User metadata is given with --meta.");
        return new ObjectHeaders
        {
            ContentType = Find(headers, "Content-Type"),
            CacheControl = Find(headers, "Cache-Control"),
            ContentDisposition = Find(headers, "Content-Disposition"),
            ContentEncoding = Find(headers, "Content-Encoding"),
            ContentLanguage = Find(headers, "Content-Language"),
            Expires = Find(headers, "Expires"),
        };
    }

    private static string? Find(IReadOnlyList<KeyValuePair<string, string>> headers, string name) =>
        headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
