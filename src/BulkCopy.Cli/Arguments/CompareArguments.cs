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

    protected override JobSpec Apply(Invocation invocation, JobSpec spec) => spec with
    {
        Compare = Parse(invocation.Get(_compare), ComparePolicy.All),
        CompareBy = Parse(invocation.Get(_by), CompareBy.ETag),
        Deletions = Limit(invocation.Get(_deleteMax), invocation.Get(_ifEmpty)),
    };

    private static T Parse<T>(string? text, T fallback) where T : struct, Enum => text is null ? fallback : Enum.Parse<T>(text, ignoreCase: true);

    private static DeletionLimit? Limit(string? text, bool evenIfSourceIsEmpty)
    {
        if (text is null) return evenIfSourceIsEmpty ? new DeletionLimit { EvenIfSourceIsEmpty = true } : null;
        if (text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
            return new DeletionLimit { Percent = percent, EvenIfSourceIsEmpty = evenIfSourceIsEmpty };
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var objects))
            return new DeletionLimit { Objects = objects, EvenIfSourceIsEmpty = evenIfSourceIsEmpty };
        throw new RefusedException($"'{text}' is not a limit for --delete-max: write a number of objects such as 1000, or a percentage such as 5%.");
    }
}
