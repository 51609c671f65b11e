using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Workers;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Probing;

/// <summary>Sees to it that a run begins with what is known of its stores: an earlier result that is fresh, or a probe by one of its workers.</summary>
internal sealed class RunProbe(LedgerAccess ledger, TimeProvider time)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>The capabilities; <c>null</c> while another worker is finding out.</summary>
    public async Task<StoreCapabilities?> FindAsync(Run run, StoreLocation from, IObjectStore source, IObjectStore destination, CancellationToken cancellationToken)
    {
        var spec = run.Spec;
        if (spec.Copy.Probe != true || spec.Tiering is not null || spec.Verify is not null) return StoreCapabilities.Unknown;
        if (await FindFreshAsync(from, spec.Destination, cancellationToken).ConfigureAwait(false) is { } known) return known;
        if (!await ledger.Probes.TryBeginAsync(from, spec.Destination, Lease, cancellationToken).ConfigureAwait(false)) return null;
        // Another worker may have ended its probe between the two.
        if (await FindFreshAsync(from, spec.Destination, cancellationToken).ConfigureAwait(false) is { } meanwhile) return meanwhile;

        var probed = await new StoreProber(source, from, destination, spec.Destination, time).ProbeAsync(cancellationToken).ConfigureAwait(false);
        var found = probed.Succeeded ? probed.Value : Unprobed(probed.Error);
        await ledger.Probes.SaveAsync(from, spec.Destination, found, cancellationToken).ConfigureAwait(false);
        foreach (var finding in found.Findings) await ledger.Runs.AppendEventAsync(run.Id, "Probe", finding, cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>Who may not write scratch objects has the dialect's word. A store that is busy or away will tell another time; till then it is not trusted.</summary>
    private StoreCapabilities Unprobed(StoreError error)
    {
        var nothing = StoreCapabilities.Unknown with { ProbedAt = time.GetUtcNow() };
        return Dispositions.Of(error.Code) is Disposition.RetryCall or Disposition.RetryEntry or Disposition.AskDestination
            ? nothing.Carefully() with { Findings = [$"The destination could not be probed for now, so conditions and guards are not trusted: {error}"] }
            : nothing with { Findings = [$"The destination could not be probed, its dialect is trusted: {error}"] };
    }

    private async Task<StoreCapabilities?> FindFreshAsync(StoreLocation from, StoreLocation to, CancellationToken cancellationToken)
    {
        var known = await ledger.Probes.FindAsync(from, to, cancellationToken).ConfigureAwait(false);
        return known is not null && time.GetUtcNow() - known.ProbedAt < StoreCapabilities.FreshFor ? known : null;
    }
}
