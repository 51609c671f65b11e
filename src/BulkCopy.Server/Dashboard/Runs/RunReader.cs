using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Overview;
using BulkCopy.Server.Dashboard.Samples;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Dashboard.Runs;

/// <summary>Reads what the page of a run shows.</summary>
internal sealed class RunReader(
    IRunLedger runs, RunSamples samples, RunPulse pulse, FailureGroups failures, UploadPages uploads, RunEvents events, FlowStates flow, PrefixHeat prefixes, RunApproval approval, IOptions<ServerOptions> options)
{
    private const int MostUploads = 12;
    private const int MostEvents = 60;

    public async Task<RunModel?> ReadAsync(RunId id, Actor actor, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(id, cancellationToken) is not { } run)
            return null;
        var taken = await samples.ListAsync(id, cancellationToken);
        var waits = run.State == RunState.Suspended;
        return new RunModel
        {
            Active = ActiveRun.Of(run, taken),
            Rates = Throughput.Of(Throughput.Whole(run, taken)),
            Pulse = await pulse.ReadAsync(id, cancellationToken),
            Failures = run.Totals.Failed > 0 ? await failures.ReadAsync(run, cancellationToken) : [],
            Prefixes = await prefixes.ReadAsync(id, cancellationToken),
            Uploads = await uploads.ListUnclosedAsync(id, null, MostUploads, orphansOnly: false, cancellationToken),
            Events = await events.ListAsync(id, null, MostEvents, cancellationToken),
            Flow = run.FinishedAt is null ? [.. (await flow.ListAsync(cancellationToken)).Where(state => IsUsed(run, state))] : [],
            ObjectionToConfirm = waits ? approval.ObjectionToConfirm(run, actor) : null,
            Estimate = waits ? options.Value.Approval.Estimate(run.Totals.Listed, run.Totals.ListedBytes) : null,
        };
    }

    private static bool IsUsed(Run run, FlowStateRow state) =>
        new[] { run.Spec.Source, run.Spec.Destination }.Any(place => place.Store == state.Store && place.Bucket == state.Bucket);
}
