using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using BulkCopy.Postgres.Ledger;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy certificate check</c>: computes a certificate again from a report or from the ledger, and asks the destination if that is wanted.</summary>
internal sealed class CertificateCheckCommand : Verb
{
    private const int LiveRequests = 32;
    private readonly Argument<string> _file = new("FILE") { Description = "The certificate, as 'bulkcopy runs certificate' printed it." };
    private readonly Option<string?> _report = new("--report") { Description = "Compute from this completion report (CSV or JSON, also .gz), without a ledger. Default: from the ledger.", HelpName = "REPORT" };
    private readonly Option<bool> _live = new("--live") { Description = "Ask the destination by HEAD whether every verified object is still there as it was." };

    public CertificateCheckCommand(CliHost host)
        : base("check", "Check a certificate against a completion report, the ledger, and the destination itself. Exit code 3 if something differs.", host)
    {
        Arguments.Add(_file);
        Options.Add(_report);
        Options.Add(_live);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var certificate = await ReadAsync(invocation.Get(_file), invocation.Stopping).ConfigureAwait(false);
        var settings = invocation.ReadSettings();
        await using var ledger = invocation.Get(_report) is null
            ? await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false) : null;
        if (ledger is not null && await ledger.Runs.FindAsync(new RunId(certificate.RunId), invocation.Stopping).ConfigureAwait(false) is null)
            return await CheckDroppedAsync(invocation, ledger, certificate).ConfigureAwait(false);

        try
        {
            var findings = await CertificateCheck.CompareAsync(certificate, await LinesAsync(invocation, ledger, certificate).ConfigureAwait(false), invocation.Stopping).ConfigureAwait(false);
            if (!invocation.Get(_live))
                return Tell(invocation, certificate, findings, null);
            using var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
            var destination = StoreLocation.Parse(certificate.Destination, out var error) ?? throw new RefusedException(error!);
            var (asked, gone) = await new LiveCheck(stores.Open(stores.Require(destination.Store)), LiveRequests).CheckAsync(
                destination, certificate.Columns, await LinesAsync(invocation, ledger, certificate).ConfigureAwait(false), invocation.Stopping).ConfigureAwait(false);
            return Tell(invocation, certificate, [.. findings, .. gone], asked);
        }
        catch (InvalidDataException unreadable)
        {
            throw new RefusedException(unreadable.Message);
        }
    }

    private static async Task<RunCertificate> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return RunCertificate.Read(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{path} cannot be read as a certificate: {unreadable.Message}");
        }
    }

    private async Task<IAsyncEnumerable<IReadOnlyList<string>>> LinesAsync(Invocation invocation, LedgerSession? ledger, RunCertificate certificate)
    {
        if (ledger is null)
        {
            var report = invocation.Get(_report)!;
            return File.Exists(report) ? ReportFile.ReadAsync(report, certificate.Columns, invocation.Stopping) : throw new RefusedException($"There is no report {report}.");
        }
        if (!certificate.Columns.SequenceEqual(ReportColumns.Names))
            throw new RefusedException("The certificate is of a report with other columns than this version writes: check it against that report, with --report.");
        var run = (await ledger.Runs.FindAsync(new RunId(certificate.RunId), invocation.Stopping).ConfigureAwait(false))!;
        return new Certification(ledger.Reports).LinesAsync(run, invocation.Stopping);
    }

    /// <summary>Of a dropped run the hashes have stayed, and nothing else to compare with.</summary>
    private async Task<int> CheckDroppedAsync(Invocation invocation, LedgerSession ledger, RunCertificate certificate)
    {
        var dropped = await new RunRetention(ledger.Database).FindDroppedAsync(new RunId(certificate.RunId), invocation.Stopping).ConfigureAwait(false)
            ?? throw new RefusedException($"There is no run {certificate.RunId} in this ledger: name its report with --report.");
        if (invocation.Get(_live)) throw new RefusedException($"The rows of run {certificate.RunId} were dropped: for --live name its report with --report.");
        if (dropped.Certificate is not { } kept) throw new RefusedException($"Run {certificate.RunId} was dropped without a certificate: name its report with --report.");
        return Tell(invocation, certificate, Claims(kept) == Claims(certificate) ? [] : [new(null, null, $"The certificate is not the one that has stayed of run {certificate.RunId}, which was dropped.")], null);
    }

    private static (string, string, RunState, DateTimeOffset?, long, long, long, string, string) Claims(RunCertificate certificate) =>
        (certificate.Source, certificate.Destination, certificate.State, certificate.FinishedAt, certificate.Lines, certificate.Verified, certificate.VerifiedBytes,
            certificate.VerifiedRoot, certificate.ReportRoot);

    private static int Tell(Invocation invocation, RunCertificate certificate, IReadOnlyList<CertificateFinding> findings, long? asked)
    {
        if (invocation.IsJson)
        {
            invocation.PrintJson(
                new CertificateCheckDocument(certificate.RunId, findings.Count == 0, certificate.Lines, certificate.Verified, certificate.VerifiedRoot, asked, findings),
                JsonDocuments.Types.CertificateCheckDocument);
        }
        else
        {
            foreach (var finding in findings)
                invocation.Terminal.Output.WriteLine(Quantity.Key(finding.Message));
            invocation.Terminal.Output.WriteLine(findings.Count == 0
                ? $"The certificate of run {certificate.RunId} holds: {Quantity.Count(certificate.Lines)} lines, {Quantity.Count(certificate.Verified)} verified objects{(asked is { } live ? $", {Quantity.Count(live)} of them asked about at the destination" : "")}; {certificate.VerifiedRoot}"
                : $"The certificate of run {certificate.RunId} does not hold.");
        }
        return findings.Count == 0 ? ExitCodes.Done : ExitCodes.FinishedWithFailures;
    }
}
