using System.CommandLine;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Arguments;

/// <summary>Which versions are copied.</summary>
internal sealed class VersionArguments : OptionGroup
{
    private readonly Option<string?> _versions;
    private readonly Option<DateTimeOffset?> _asOf;

    public VersionArguments() : base("Which versions are copied")
    {
        _versions = Text("--versions", "SCOPE", "Copy the current version of every object (current, the default), or all versions with their delete markers, in their order (all). The destination must keep versions.");
        _versions.AcceptOnlyFromAmong("current", "all");
        _asOf = Add(TimeArguments.Moment("--as-of", "Copy the objects as they were then, from the versions that the source keeps: 2026-01-31, or 2026-01-31T08:00:00Z."));
    }

    protected override JobSpec Apply(Invocation invocation, JobSpec spec)
    {
        var scope = invocation.Get(_versions);
        var all = scope == "all";
        if (invocation.Get(_asOf) is not { } asOf) return scope is null ? spec : spec with { Versions = all ? VersionScope.All : VersionScope.Current, AsOf = null };
        return all ? throw new RefusedException("--versions all copies every version, --as-of one of each object: leave one of the two away.")
            : spec with { Versions = VersionScope.AsOf, AsOf = asOf };
    }
}
