using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Drops runs, each with its certificate made first. Any number of processes may do so at the same time.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
/// <param name="time">When certificates are made.</param>
public sealed class DropExpiredRuns(NpgsqlDataSource source, TimeProvider time)
{
    private const int MostPerSweep = 100;
    private readonly RunRetention _retention = new(source);
    private readonly RunLedger _runs = new(source);
    private readonly Certification _certification = new(new ReportLedger(source));

    /// <summary>Drops the finished runs that a policy lets go, at most 100, and returns them. Certificates take the time of reading the runs.</summary>
    public async Task<IReadOnlyList<RunId>> SweepAsync(RetentionPolicy policy, CancellationToken cancellationToken)
    {
        var dropped = new List<RunId>();
        foreach (var run in await _retention.ListExpiredAsync(policy, MostPerSweep, cancellationToken).ConfigureAwait(false))
            if (await DropAsync(run, certify: true, cancellationToken).ConfigureAwait(false)) dropped.Add(run);
        return dropped;
    }

    /// <summary>Drops one run; <c>false</c> if there is none of this number, or it is not finished.</summary>
    public async Task<bool> DropAsync(RunId id, bool certify, CancellationToken cancellationToken)
    {
        if (await _runs.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { FinishedAt: not null } run) return false;
        var certificate = certify ? await _certification.CertifyAsync(run, time.GetUtcNow(), cancellationToken).ConfigureAwait(false) : null;
        return await _retention.DropAsync(id, certificate, cancellationToken).ConfigureAwait(false);
    }
}
