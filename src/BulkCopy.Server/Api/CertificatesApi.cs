using System.ComponentModel;
using System.Text;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Certificates: hashes over a run's report and its verified objects.</summary>
internal static class CertificatesApi
{
    public static void MapCertificates(this IEndpointRouteBuilder api)
    {
        api.MapGet("/runs/{run:int}/certificate", MakeAsync).Needs(Role.Viewer, Areas.Runs).WithTags("certificates").WithName("getCertificate")
            .WithSummary("The certificate of a run that is over: hashes over its report and its verified objects.").WithDescription("Reads the whole run.")
            .Produces<RunCertificate>();
        api.MapPost("/certificates/check", CheckAsync).Needs(Role.Operator, Areas.Runs).Audited("certificates.check").WithTags("certificates").WithName("checkCertificate")
            .WithSummary("Computes a certificate again from the ledger, and asks the destination if that is wanted.")
            .WithDescription("Reads the whole run. With 'live' every verified object is asked about by HEAD while the caller waits.");
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> MakeAsync(
        int run, IRunLedger runs, IReportLedger reports, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(new RunId(run), cancellationToken) is not { } found)
            return RunsApi.NoSuchRun(run);
        if (found.FinishedAt is null)
            return ApiProblem.Conflict($"Run {run} is {found.State}: it has no certificate before it is over.", "GET …/stream tells when it is.");
        var certificate = await new Certification(reports).CertifyAsync(found, time.GetUtcNow(), cancellationToken);
        return TypedResults.Text(certificate.Write(), "application/json", Encoding.UTF8);
    }

    private static async Task<Results<Ok<CertificateCheckDocument>, ValidationProblem, ProblemHttpResult>> CheckAsync(
        RunCertificate certificate, [Description("Ask the destination whether every verified object is still there as it was.")] bool? live,
        HttpContext context, CertificateAudit audit)
    {
        if (certificate.Blocks.Any(block => (object?)block is null))
            return ApiProblem.Invalid("blocks", "'blocks' has a null among its items, as no certificate does.");
        try
        {
            // Its own reader knows what a certificate must hold.
            var read = RunCertificate.Read(certificate.Write());
            var result = await audit.CheckAsync(read, live ?? false, context.RequestAborted);
            AuditedAction.Explain(context, $"run {result.RunId}: {(result.Ok ? "holds" : "does not hold")}");
            return TypedResults.Ok(result);
        }
        catch (InvalidDataException impossible)
        {
            return ApiProblem.Invalid("certificate", impossible.Message);
        }
    }
}
