using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using BulkCopy.Postgres.Ledger;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy certificate check</c>: computes a certificate again from a report or from the ledger, and asks the destination if that is wanted.</summary>
internal sealed class CertificateCheckCommand : Verb
{
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
        if (invocation.Get(_report) is { } report)
            return Tell(invocation, await CompareAsync(invocation, certificate, report).ConfigureAwait(false));
        await using var session = await OperatorSession.OpenAsync(invocation).ConfigureAwait(false);
        return Tell(invocation, await session.Runs.CheckAsync(certificate, invocation.Get(_live), invocation.Stopping).ConfigureAwait(false));
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

    private async Task<CertificateCheckDocument> CompareAsync(Invocation invocation, RunCertificate certificate, string report)
    {
        if (invocation.Server is not null)
            throw new RefusedException("A report is read on this machine: leave --server away.");
        if (!File.Exists(report))
            throw new RefusedException($"There is no report {report}.");
        try
        {
            var findings = await CertificateCheck.CompareAsync(certificate, ReportFile.ReadAsync(report, certificate.Columns, invocation.Stopping), invocation.Stopping).ConfigureAwait(false);
            if (!invocation.Get(_live))
                return CertificateCheckDocument.Of(certificate, findings, null);
            using var stores = new StoreDirectory(invocation.ReadSettings(), invocation.Host.Variables, invocation.Time);
            var (asked, gone) = await CertificateAudit.AskAsync(
                new OpenStores(stores), certificate, ReportFile.ReadAsync(report, certificate.Columns, invocation.Stopping), invocation.Stopping).ConfigureAwait(false);
            return CertificateCheckDocument.Of(certificate, [.. findings, .. gone], asked);
        }
        catch (InvalidDataException unreadable)
        {
            throw new RefusedException(unreadable.Message);
        }
    }

    private static int Tell(Invocation invocation, CertificateCheckDocument check)
    {
        if (invocation.IsJson)
        {
            invocation.PrintJson(check, DocumentJson.Types.CertificateCheckDocument);
            return check.Ok ? ExitCodes.Done : ExitCodes.FinishedWithFailures;
        }
        foreach (var finding in check.Findings)
            invocation.Terminal.Output.WriteLine(Quantity.Key(finding.Message));
        invocation.Terminal.Output.WriteLine(check.Ok
            ? $"The certificate of run {check.RunId} holds: {Quantity.Count(check.Lines)} lines, {Quantity.Count(check.Verified)} verified objects{(check.Asked is { } live ? $", {Quantity.Count(live)} of them asked about at the destination" : "")}; {check.VerifiedRoot}"
            : $"The certificate of run {check.RunId} does not hold.");
        return check.Ok ? ExitCodes.Done : ExitCodes.FinishedWithFailures;
    }
}
