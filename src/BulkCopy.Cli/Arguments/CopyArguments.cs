using System.CommandLine;
using System.Globalization;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Arguments;

/// <summary>How objects are copied.</summary>
internal sealed class CopyArguments : OptionGroup
{
    private readonly Option<string?> _storageClass;
    private readonly Option<string[]> _classMap;
    private readonly Option<bool> _forbidOverwrite;
    private readonly Option<DateTimeOffset?> _unmodifiedSince;
    private readonly Option<long?> _threshold;
    private readonly Option<long?> _partSize;
    private readonly Option<long?> _relayPartSize;
    private readonly Option<SourceChangePolicy?> _onChange;
    private readonly Option<bool> _noProbe;

    public CopyArguments() : base("How objects are copied")
    {
        _storageClass = Text("--storage-class", "CLASS", "Storage class of the copies. Default: the destination's.");
        _classMap = Texts("--storage-class-map", "FROM=TO", "Storage class of copies of objects in one class; may be repeated.");
        _forbidOverwrite = Flag("--forbid-overwrite", "Leave objects alone that exist at the destination.");
        _unmodifiedSince = Add(Moment("--if-unmodified-since", "Leave objects out that were modified after this moment."));
        _threshold = Add(ArgumentTypes.Size("--part-copy-threshold", "Objects of this size and above are copied in parts. Default: what one request may copy, at most 1GiB."));
        _partSize = Add(ArgumentTypes.Size("--part-size", "Preferred size of a part that is copied on the server side. Default: 256MiB."));
        _relayPartSize = Add(ArgumentTypes.Size("--relay-part-size", "Preferred size of a part that passes through the worker, 1MiB to 64MiB. Default: 16MiB."));
        _onChange = Add(ArgumentTypes.Choice<SourceChangePolicy>("--on-source-change", "What is done about a source that changes under the run. Default: Report."));
        _noProbe = Flag("--no-probe", "Trust what is known of the destination's dialect instead of trying it in a scratch folder first.");
    }

    protected override JobSpec Apply(Invocation invocation, JobSpec spec) => spec with
    {
        Copy = spec.Copy with
        {
            StorageClass = Given(invocation, _storageClass, spec.Copy.StorageClass),
            StorageClassMap = invocation.IsGiven(_classMap) ? Pairs.Read(_classMap, invocation.Get(_classMap)).ToDictionary(StringComparer.Ordinal) : spec.Copy.StorageClassMap,
            ForbidOverwrite = Given(invocation, _forbidOverwrite, spec.Copy.ForbidOverwrite),
            IfUnmodifiedSince = Given(invocation, _unmodifiedSince, spec.Copy.IfUnmodifiedSince),
            PartCopyThresholdBytes = Given(invocation, _threshold, spec.Copy.PartCopyThresholdBytes),
            PartSizeBytes = invocation.Get(_partSize) ?? spec.Copy.PartSizeBytes,
            RelayPartSizeBytes = invocation.Get(_relayPartSize) ?? spec.Copy.RelayPartSizeBytes,
            OnSourceChange = invocation.Get(_onChange) ?? spec.Copy.OnSourceChange,
            Probe = invocation.IsGiven(_noProbe) ? !invocation.Get(_noProbe) : spec.Copy.Probe ?? true,
        },
    };

    private static Option<DateTimeOffset?> Moment(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
                return moment;
            result.AddError($"'{result.Tokens[0].Value}' is not a moment for {name}: write 2026-11-21 or 2026-11-21T06:00:00Z.");
            return null;
        },
    };
}
