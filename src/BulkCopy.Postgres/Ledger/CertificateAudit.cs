using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Computes certificates again from the ledger, and asks the destination if that is wanted.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
/// <param name="stores">Stores that may be asked.</param>
public sealed class CertificateAudit(NpgsqlDataSource source, IStoreDirectory stores)
{
    private const int LiveRequests = 32;
    private readonly RunLedger runs = new(source);
    private readonly Certification certification = new(new ReportLedger(source));
    private readonly RunRetention retention = new(source);

    /// <summary>Checks a certificate. Reads the whole run, twice if <paramref name="live"/>; memory does not grow with it.</summary>
    /// <exception cref="InvalidDataException">It cannot be checked here; the message says what to do instead.</exception>
    public async Task<CertificateCheckDocument> CheckAsync(RunCertificate certificate, bool live, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(new RunId(certificate.RunId), cancellationToken).ConfigureAwait(false) is not { } run)
            return await CheckDroppedAsync(certificate, live, cancellationToken).ConfigureAwait(false);
        if (!certificate.Columns.SequenceEqual(ReportColumns.Names))
            throw new InvalidDataException("The certificate is of a report with other columns than this version writes: check it against that report, with --report.");
        var findings = await CertificateCheck.CompareAsync(certificate, certification.LinesAsync(run, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (!live)
            return CertificateCheckDocument.Of(certificate, findings, null);
        var (asked, gone) = await AskAsync(stores, certificate, certification.LinesAsync(run, cancellationToken), cancellationToken).ConfigureAwait(false);
        return CertificateCheckDocument.Of(certificate, [.. findings, .. gone], asked);
    }

    /// <summary>Asks the destination about the verified objects of a report's lines; needs no ledger.</summary>
    /// <exception cref="InvalidDataException">It cannot be asked.</exception>
    public static Task<(long Asked, IReadOnlyList<CertificateFinding> Findings)> AskAsync(
        IStoreDirectory stores, RunCertificate certificate, IAsyncEnumerable<IReadOnlyList<string>> lines, CancellationToken cancellationToken)
    {
        var destination = StoreLocation.Parse(certificate.Destination, out var error) ?? throw new InvalidDataException(error);
        var store = stores.Find(destination.Store)
            ?? throw new InvalidDataException($"There is no store '{destination.Store}' that can be asked here, which the certificate names as the destination.");
        return new LiveCheck(store, LiveRequests).CheckAsync(destination, certificate.Columns, lines, cancellationToken);
    }

    /// <summary>Of a dropped run the hashes have stayed, and nothing else to compare with.</summary>
    private async Task<CertificateCheckDocument> CheckDroppedAsync(RunCertificate certificate, bool live, CancellationToken cancellationToken)
    {
        var dropped = await retention.FindDroppedAsync(new RunId(certificate.RunId), cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"There is no run {certificate.RunId} in this ledger: name its report with --report.");
        if (live) throw new InvalidDataException($"The rows of run {certificate.RunId} were dropped: for --live name its report with --report.");
        if (dropped.Certificate is not { } kept) throw new InvalidDataException($"Run {certificate.RunId} was dropped without a certificate: name its report with --report.");
        return CertificateCheckDocument.Of(
            certificate,
            Claims(kept) == Claims(certificate) ? [] : [new(null, null, $"The certificate is not the one that has stayed of run {certificate.RunId}, which was dropped.")],
            null);
    }

    private static (string, string, RunState, DateTimeOffset?, long, long, long, string, string) Claims(RunCertificate certificate) =>
        (certificate.Source, certificate.Destination, certificate.State, certificate.FinishedAt, certificate.Lines, certificate.Verified, certificate.VerifiedBytes,
            certificate.VerifiedRoot, certificate.ReportRoot);
}
