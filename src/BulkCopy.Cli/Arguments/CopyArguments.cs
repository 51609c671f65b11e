using System.CommandLine;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Arguments;

/// <summary>How objects are copied.</summary>
internal sealed class CopyArguments : OptionGroup
{
    private readonly Option<string?> _storageClass;
    private readonly Option<bool> _forbidOverwrite;
    private readonly Option<long?> _threshold;
    private readonly Option<long?> _partSize;

    public CopyArguments() : base("How objects are copied")
    {
        _storageClass = Text("--storage-class", "CLASS", "Storage class of the copies. Default: the destination's.");
        _forbidOverwrite = Flag("--forbid-overwrite", "Leave objects alone that exist at the destination.");
        _threshold = Add(ArgumentTypes.Size("--part-copy-threshold", "Objects of this size and above are copied in parts. Default: what one request may copy, at most 1GiB."));
        _partSize = Add(ArgumentTypes.Size("--part-size", "Preferred size of a part. Default: 256MiB."));
    }

    protected override JobSpec Apply(Invocation invocation, JobSpec spec) => spec with
    {
        Copy = spec.Copy with
        {
            StorageClass = invocation.Get(_storageClass),
            ForbidOverwrite = invocation.Get(_forbidOverwrite),
            PartCopyThresholdBytes = invocation.Get(_threshold),
            PartSizeBytes = invocation.Get(_partSize) ?? spec.Copy.PartSizeBytes,
        },
    };
}
