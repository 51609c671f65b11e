using System.CommandLine;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Arguments;

/// <summary>Which objects are copied.</summary>
internal sealed class SelectionArguments : OptionGroup
{
    private readonly Option<string?> _fromKey;
    private readonly Option<string?> _toKey;
    private readonly Option<string[]> _include;
    private readonly Option<string[]> _exclude;
    private readonly Option<string[]> _includeRegex;
    private readonly Option<string[]> _excludeRegex;
    private readonly Option<long?> _minSize;
    private readonly Option<long?> _maxSize;
    private readonly Option<DateTimeOffset?> _modifiedAfter;
    private readonly Option<DateTimeOffset?> _modifiedBefore;
    private readonly Option<TimeSpan?> _newerThan;
    private readonly Option<TimeSpan?> _olderThan;
    private readonly Option<string[]> _inClass;
    private readonly Option<string[]> _notInClass;
    private readonly Option<bool> _recordLeftOut;
    private readonly PropertyArguments _tags;
    private readonly PropertyArguments _metadata;

    public SelectionArguments() : base("Which objects are copied (all conditions must hold)")
    {
        _fromKey = Text("--from-key", "KEY", "First key, included, in the order of UTF-8 bytes.");
        _toKey = Text("--to-key", "KEY", "First key that is no longer included.");
        _include = Texts("--include", "GLOB", "Copy keys that match; may be given several times. '*' stops at '/', '**' does not; a pattern without '/' is compared with what follows a key's last slash.");
        _exclude = Texts("--exclude", "GLOB", "Leave keys out that match.");
        _includeRegex = Texts("--include-regex", "REGEX", "Copy keys in which the expression is found.");
        _excludeRegex = Texts("--exclude-regex", "REGEX", "Leave keys out in which it is found.");
        _minSize = Add(ArgumentTypes.Size("--min-size", "Least size."));
        _maxSize = Add(ArgumentTypes.Size("--max-size", "Largest size."));
        _modifiedAfter = Add(TimeArguments.Moment("--modified-after", "Last modified then or later: 2026-01-31, or 2026-01-31T08:00:00Z."));
        _modifiedBefore = Add(TimeArguments.Moment("--modified-before", "Last modified before then."));
        _newerThan = Add(TimeArguments.Age("--newer-than", "At most so old when the run is made: 36h, 7d."));
        _olderThan = Add(TimeArguments.Age("--older-than", "More than so old when the run is made."));
        _inClass = Texts("--in-class", "CLASS", "Copy objects of this storage class; may be given several times.");
        _notInClass = Texts("--not-in-class", "CLASS", "Leave objects of this storage class out.");
        _tags = new PropertyArguments("tag", "tag", "tag", "Costs a request per object.", Texts);
        _metadata = new PropertyArguments("with-metadata", "metadata", "user metadata", "Costs a HEAD per object.", Texts);
        _recordLeftOut = Flag("--record-left-out", "Write every object that is left out into the report as skipped. Default: they are counted by reason.");
    }

    protected override JobSpec Apply(Invocation invocation, JobSpec spec) => spec with
    {
        Selection = new Selection
        {
            FromKey = Given(invocation, _fromKey, spec.Selection.FromKey),
            ToKey = Given(invocation, _toKey, spec.Selection.ToKey),
            Include = Given(invocation, _include, spec.Selection.Include),
            Exclude = Given(invocation, _exclude, spec.Selection.Exclude),
            IncludeRegex = Given(invocation, _includeRegex, spec.Selection.IncludeRegex),
            ExcludeRegex = Given(invocation, _excludeRegex, spec.Selection.ExcludeRegex),
            MinSizeBytes = Given(invocation, _minSize, spec.Selection.MinSizeBytes),
            MaxSizeBytes = Given(invocation, _maxSize, spec.Selection.MaxSizeBytes),
            ModifiedAfter = Given(invocation, _modifiedAfter, spec.Selection.ModifiedAfter),
            ModifiedBefore = Given(invocation, _modifiedBefore, spec.Selection.ModifiedBefore),
            NewerThan = Given(invocation, _newerThan, spec.Selection.NewerThan),
            OlderThan = Given(invocation, _olderThan, spec.Selection.OlderThan),
            StorageClasses = Given(invocation, _inClass, spec.Selection.StorageClasses),
            NotStorageClasses = Given(invocation, _notInClass, spec.Selection.NotStorageClasses),
            Tags = _tags.Read(invocation, spec.Selection.Tags),
            Metadata = _metadata.Read(invocation, spec.Selection.Metadata),
            RecordLeftOut = Given(invocation, _recordLeftOut, spec.Selection.RecordLeftOut),
        },
    };
}
