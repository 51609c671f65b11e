using System.CommandLine;
using BulkCopy.Cli.Checks;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Tiering;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy copy</c>: one job, one run, watched to its end.</summary>
internal sealed class CopyCommand : Verb
{
    private readonly Argument<StoreLocation> _source = ArgumentTypes.Location("SRC", "What is copied: STORE:BUCKET/PREFIX.");
    private readonly Argument<StoreLocation> _destination = ArgumentTypes.Location("DST", "Where to: STORE:BUCKET/PREFIX; its prefix takes the place of the source's.");
    private readonly Option<string?> _storageClass = new("--storage-class") { Description = "Storage class of the copies. Default: the destination's.", HelpName = "CLASS" };
    private readonly Option<bool> _forbidOverwrite = new("--forbid-overwrite") { Description = "Leave objects alone that exist at the destination." };
    private readonly Option<long?> _threshold = ArgumentTypes.Size("--part-copy-threshold", "Objects of this size and above are copied in parts. Default: what one request may copy, at most 1GiB.");
    private readonly Option<long?> _partSize = ArgumentTypes.Size("--part-size", "Preferred size of a part. Default: 256MiB.");
    private readonly Option<string?> _name = new("--name") { Description = "Name of the job, for people. Default: the two buckets.", HelpName = "NAME" };
    private readonly Option<string?> _idempotencyKey = new("--idempotency-key") { Description = "The run made with this key before is taken up instead of a new one.", HelpName = "KEY" };
    private readonly Option<bool> _confirm = new("--confirm") { Description = "List only, then wait for 'bulkcopy runs confirm'." };
    private readonly Option<bool> _detach = new("--detach") { Description = "Write the run down and leave the work to 'bulkcopy worker'." };
    private readonly VerificationArguments _verification = new();
    private readonly RestoreArguments _restore = new();
    private readonly WorkerArguments _worker = new();

    public CopyCommand(CliHost host)
        : base("copy", "Copy a bucket or a prefix: one job, one run, watched to its end.", host)
    {
        Arguments.Add(_source);
        Arguments.Add(_destination);
        foreach (var option in new Option[] { _storageClass, _forbidOverwrite, _threshold, _partSize, _name, _idempotencyKey, _confirm, _detach })
            Options.Add(option);
        _verification.AddTo(this);
        _restore.AddTo(this);
        _worker.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var settings = invocation.ReadSettings();
        using var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
        var spec = await _restore.ReadAsync(invocation, stores, ReadSpec(invocation)).ConfigureAwait(false);
        await new Preflight(stores).CheckAsync(spec, invocation.Stopping).ConfigureAwait(false);

        await using var ledger = await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        var run = await ledger.Runs.CreateAsync(spec, invocation.Get(_idempotencyKey), invocation.Stopping).ConfigureAwait(false);
        if (invocation.Get(_detach))
        {
            RunSummary.PrintCreated(invocation, run);
            return ExitCodes.Done;
        }

        if (!RunFacts.IsOver(run))
            run = await new RunAttendant(invocation, ledger, stores, _worker.Read(invocation, settings)).AttendAsync(run).ConfigureAwait(false);
        RunSummary.Print(invocation, run);
        return RunFacts.ExitCode(run);
    }

    private JobSpec ReadSpec(Invocation invocation)
    {
        var (source, destination) = (invocation.Get(_source), invocation.Get(_destination));
        var defaults = new CopyOptions();
        return new JobSpec
        {
            Name = invocation.Get(_name) ?? $"{source.Bucket} to {destination.Bucket}",
            Source = source,
            Destination = destination,
            Confirm = invocation.Get(_confirm),
            Verification = _verification.Read(invocation),
            Copy = defaults with
            {
                StorageClass = invocation.Get(_storageClass),
                ForbidOverwrite = invocation.Get(_forbidOverwrite),
                PartCopyThresholdBytes = invocation.Get(_threshold),
                PartSizeBytes = invocation.Get(_partSize) ?? defaults.PartSizeBytes,
            },
        };
    }
}
