using System.Runtime.CompilerServices;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;

namespace BulkCopy.Engine.Verification;

/// <summary>Makes the certificate of a run from the ledger, in the order of entries, whoever worked on them. Reads the whole run; memory does not grow with it.</summary>
/// <param name="ledger">Where the run's rows are.</param>
public sealed class Certification(IReportLedger ledger)
{
    /// <summary>Makes it.</summary>
    /// <param name="run">A run; the certificate of one that is not finished speaks of this moment.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<RunCertificate> CertifyAsync(Run run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var blockLines = ReportTree.BlockLinesFor(run.Totals.Listed);
        var tree = new ReportTree(ReportColumns.Names, blockLines);
        await foreach (var fields in LinesAsync(run, cancellationToken).ConfigureAwait(false)) tree.Append(fields);
        return Certificate(run, tree, blockLines, now);
    }

    /// <summary>The lines of a run's report, from the ledger.</summary>
    public async IAsyncEnumerable<IReadOnlyList<string>> LinesAsync(Run run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in ledger.ReadRowsAsync(run.Id, null, failedOnly: false, cancellationToken).ConfigureAwait(false))
            yield return ReportColumns.Of(run.Spec, row);
    }

    private static RunCertificate Certificate(Run run, ReportTree tree, int blockLines, DateTimeOffset now) => new()
    {
        RunId = run.Id.Value,
        Name = run.Spec.Name,
        Source = run.Spec.Source.ToString(),
        Destination = run.Spec.Destination.ToString(),
        State = run.State,
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
        IssuedAt = now,
        Columns = ReportColumns.Names,
        Lines = tree.Lines,
        Verified = tree.Verified,
        VerifiedBytes = tree.VerifiedBytes,
        VerifiedRoot = tree.VerifiedRoot(),
        ReportRoot = tree.Root(),
        BlockLines = blockLines,
        Blocks = tree.Blocks(),
    };
}
