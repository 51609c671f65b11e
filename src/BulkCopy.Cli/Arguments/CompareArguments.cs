using System.CommandLine;
using System.Globalization;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Arguments;

/// <summary>Which objects are copied, given what the destination has.</summary>
internal sealed class CompareArguments : OptionGroup
{
    private readonly Option<string?> _compare;
    private readonly Option<string?> _by;
    private readonly Option<string?> _deleteMax;
    private readonly Option<bool> _ifEmpty;

    public CompareArguments() : base("What the destination has already")
    {
        _compare = Text("--compare", "POLICY", "Copy all objects (the default), those that are missing at the destination, missing or different, missing or newer at the source, or mirror: as different, and delete what the source does not have.");
        _compare.AcceptOnlyFromAmong("all", "missing", "different", "newer", "mirror");
        _by = Text("--compare-by", "WHAT", "What tells that objects are the same: size and etag (the default; size and time where ETags cannot be compared), size and time, or size.");
        _by.AcceptOnlyFromAmong("etag", "time", "size");
        _deleteMax = Text("--delete-max", "N|P%", "Most objects that a mirror may delete at the destination: a number, or a percentage of those that it has. Above it the run fails and deletes nothing.");
        _ifEmpty = Flag("--delete-if-source-empty", "Let a mirror delete even if the source has no object at all.");
    }

    // What only another policy knows does not outlive a change of the policy.
    protected override JobSpec Apply(Invocation invocation, JobSpec spec)
    {
        var compare = Parse(invocation.Get(_compare), spec.Compare);
        return spec with
        {
            Compare = compare,
            CompareBy = Parse(invocation.Get(_by), compare == ComparePolicy.All ? CompareBy.ETag : spec.CompareBy),
            Deletions = Limit(invocation, compare == ComparePolicy.Mirror ? spec.Deletions : null),
        };
    }

    private DeletionLimit? Limit(Invocation invocation, DeletionLimit? kept)
    {
        var evenIfEmpty = Given(invocation, _ifEmpty, kept?.EvenIfSourceIsEmpty ?? false);
        return invocation.Get(_deleteMax) is { } text ? Limit(text, evenIfEmpty)
            : kept is not null ? kept with { EvenIfSourceIsEmpty = evenIfEmpty }
            : evenIfEmpty ? new DeletionLimit { EvenIfSourceIsEmpty = true } : null;
    }

    private static T Parse<T>(string? text, T fallback) where T : struct, Enum => text is null ? fallback : Enum.Parse<T>(text, ignoreCase: true);

    private static DeletionLimit Limit(string text, bool evenIfSourceIsEmpty)
    {
        if (text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
            return new DeletionLimit { Percent = percent, EvenIfSourceIsEmpty = evenIfSourceIsEmpty };
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var objects))
            return new DeletionLimit { Objects = objects, EvenIfSourceIsEmpty = evenIfSourceIsEmpty };
        throw new RefusedException($"'{text}' is not a limit for --delete-max: write a number of objects such as 1000, or a percentage such as 5%.");
    }
}
