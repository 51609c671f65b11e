using System.ComponentModel;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>A run's ledger row by row, what a run that verifies found, and how a run went over time.</summary>
internal static class RunRecordsApi
{
    public static void MapRunRecords(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs/{run:int}").WithTags("runs");
        runs.MapGet("/export", ExportAsync).Needs(Role.Viewer, Areas.Runs).WithName("exportRun")
            .WithSummary("The ledger of a run, streamed: entries, outcomes of every attempt, parts, or events.").Produces<string>(StatusCodes.Status200OK, "text/csv", "application/jsonl");
        runs.MapGet("/findings", CountAsync).Needs(Role.Viewer, Areas.Runs).WithName("getFindings")
            .WithSummary("What a run that verifies found, in numbers.").WithDescription("Reads the whole run.");
        runs.MapGet("/differences", WriteDifferencesAsync).Needs(Role.Viewer, Areas.Runs).WithName("getDifferences")
            .WithSummary("Everything that a run that verifies did not find equal, streamed.").Produces<string>(StatusCodes.Status200OK, "text/csv", "application/jsonl");
        runs.MapGet("/mend", WriteManifestAsync).Needs(Role.Viewer, Areas.Runs).WithName("getMendManifest")
            .WithSummary("The manifest of what a run that verifies found missing or different, streamed as CSV.").Produces<string>(StatusCodes.Status200OK, "text/csv");
        runs.MapGet("/samples", ListSamplesAsync).Needs(Role.Viewer, Areas.Runs).WithName("listSamples")
            .WithSummary("How far a run was at moments, oldest first.").WithDescription("Every five seconds; what is older than an hour every minute, than a day every ten minutes.");
    }

    private static async Task<Results<TextDownload, ValidationProblem, ProblemHttpResult>> ExportAsync(
        int run, [Description("entries, outcomes, parts, versions or events; outcomes if left out.")] string? what, [Description("csv or json; csv if left out.")] string? format,
        IRunLedger runs, RunExport export, CancellationToken cancellationToken)
    {
        if (what is not (null or "entries" or "outcomes" or "parts" or "versions" or "events"))
            return ApiProblem.Invalid("what", "'what' is entries, outcomes, parts, versions or events.");
        if (ObjectionTo(format) is { } objection)
            return objection;
        if (await runs.FindAsync(new RunId(run), cancellationToken) is null)
            return RunsApi.NoSuchRun(run);
        var part = Enum.Parse<ExportPart>(what ?? "outcomes", ignoreCase: true);
        return new TextDownload(
            $"run-{run}-{what ?? "outcomes"}", format == "json",
            (output, stop) => LedgerExport.WriteAsync(RunExport.Columns(part), export.ReadAsync(new RunId(run), part, stop), FormatOf(format), output, stop));
    }

    private static async Task<Results<Ok<VerifyDocument>, ProblemHttpResult>> CountAsync(
        int run, IRunLedger runs, IReportLedger reports, TimeProvider time, CancellationToken cancellationToken)
    {
        var (found, problem) = await FindAsync(run, runs, cancellationToken);
        return found is null ? problem!
            : TypedResults.Ok(VerifyDocument.Of(RunDocument.Of(found, time.GetUtcNow()), await new DifferenceReport(reports).CountAsync(found, cancellationToken)));
    }

    private static async Task<Results<TextDownload, ValidationProblem, ProblemHttpResult>> WriteDifferencesAsync(
        int run, [Description("csv or json; csv if left out.")] string? format, IRunLedger runs, IReportLedger reports, CancellationToken cancellationToken)
    {
        if (ObjectionTo(format) is { } objection)
            return objection;
        var (found, problem) = await FindAsync(run, runs, cancellationToken);
        return found is null ? problem!
            : new TextDownload($"run-{run}-differences", format == "json", (output, stop) => new DifferenceReport(reports).WriteAsync(found, FormatOf(format), output, stop));
    }

    private static async Task<Results<TextDownload, ProblemHttpResult>> WriteManifestAsync(
        int run, IRunLedger runs, IReportLedger reports, CancellationToken cancellationToken)
    {
        var (found, problem) = await FindAsync(run, runs, cancellationToken);
        return found is null ? problem!
            : new TextDownload($"run-{run}-mend", false, (output, stop) => new DifferenceReport(reports).WriteManifestAsync(found, output, stop));
    }

    private static async Task<Results<Ok<Page<RunSample>>, ProblemHttpResult>> ListSamplesAsync(
        int run, IRunLedger runs, RunSamples samples, CancellationToken cancellationToken) =>
        await runs.FindAsync(new RunId(run), cancellationToken) is { } found
            ? TypedResults.Ok(new Page<RunSample>(await samples.ListAsync(found.Id, cancellationToken), null)) : RunsApi.NoSuchRun(run);

    private static async Task<(Run? Run, ProblemHttpResult? Problem)> FindAsync(int number, IRunLedger runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(new RunId(number), cancellationToken) is not { } run ? (null, RunsApi.NoSuchRun(number))
        : run.Spec.Verify is null ? (null, ApiProblem.Conflict($"Run {number} copies and does not verify.", "Make a job with 'verify', or read the run's report."))
        : (run, null);

    private static ValidationProblem? ObjectionTo(string? format) =>
        format is null or "csv" or "json" ? null : ApiProblem.Invalid("format", "'format' is csv or json.");

    private static ReportFormat FormatOf(string? format) => format == "json" ? ReportFormat.Json : ReportFormat.Csv;
}
