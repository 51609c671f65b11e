using System.ComponentModel;
using System.Globalization;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>What is in a run: entries, failures, histories, reports.</summary>
internal static class RunContentsApi
{
    private const int LongestText = 1024;

    public static void MapRunContents(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs/{run:int}").WithTags("runs");
        runs.MapGet("/entries", ListEntriesAsync).Needs(Role.Viewer, Areas.Runs).WithName("listEntries")
            .WithSummary("Entries with their newest outcomes.")
            .WithDescription("A page reads a bounded part of the ledger: with a filter it may be short, even empty, while 'next' leads on.");
        runs.MapGet("/failures", ListFailuresAsync).Needs(Role.Viewer, Areas.Runs).WithName("listFailures")
            .WithSummary("Failures by code, with an example and what to do.").WithDescription("Up to half a minute old.");
        runs.MapGet("/left-out", ListLeftOutAsync).Needs(Role.Viewer, Areas.Runs).WithName("listLeftOut")
            .WithSummary("What the run's selection left out, and what could not be listed, by reason.");
        runs.MapGet("/uploads", SummarizeUploadsAsync).Needs(Role.Viewer, Areas.Runs).WithName("getRunUploads")
            .WithSummary("Multipart uploads that the run has open, and those that wait to be aborted.");
        runs.MapGet("/explain", ExplainAsync).Needs(Role.Viewer, Areas.Runs).WithName("explainKey")
            .WithSummary("Everything the ledger knows of one key, in order of time.")
            .WithDescription("For a key that has no entry, one item says why: it was not selected, or the listing is not complete yet. The source is asked for that.");
        runs.MapGet("/report", ReportAsync).Needs(Role.Viewer, Areas.Runs).WithName("getReport")
            .WithSummary("The completion report, streamed.").Produces<string>(StatusCodes.Status200OK, "text/csv", "application/jsonl");
    }

    private static async Task<Results<Ok<Page<EntryDocument>>, ValidationProblem, ProblemHttpResult>> ListEntriesAsync(
        int run, [AsParameters] PageQuery query, [AsParameters] EntryQuery filter, IRunLedger runs, EntryPages entries, CancellationToken cancellationToken)
    {
        if ((query.Read(out var limit, out var cursor) ?? filter.Objection()) is { } problem)
            return problem;
        if (await runs.FindAsync(new RunId(run), cancellationToken) is not { } found)
            return RunsApi.NoSuchRun(run);
        var page = await entries.ReadAsync(
            found.Id, new EntryFilter { Result = filter.Result, Code = filter.Code, KeyPrefix = filter.Prefix },
            cursor is { } from ? new EntryId(from) : null, limit, cancellationToken);
        return TypedResults.Ok(new Page<EntryDocument>(
            [.. page.Rows.Select(row => EntryDocument.Of(found.Spec, row))], page.Next?.Value.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<Results<Ok<Page<FailureDocument>>, ProblemHttpResult>> ListFailuresAsync(
        int run, IRunLedger runs, FailureGroups failures, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(new RunId(run), cancellationToken) is not { } found)
            return RunsApi.NoSuchRun(run);
        var groups = await failures.ReadAsync(found, cancellationToken);
        return TypedResults.Ok(new Page<FailureDocument>(
            [.. groups.Select(group => new FailureDocument(group.Code, group.Count, group.ExampleKey, group.ExampleMessage, FailureAdvice.For(group.Code)))], null));
    }

    private static async Task<Results<Ok<Page<LeftOut>>, ProblemHttpResult>> ListLeftOutAsync(
        int run, IRunLedger runs, IReportLedger reports, CancellationToken cancellationToken) =>
        await runs.FindAsync(new RunId(run), cancellationToken) is { } found
            ? TypedResults.Ok(new Page<LeftOut>(await reports.ReadLeftOutAsync(found.Id, cancellationToken), null)) : RunsApi.NoSuchRun(run);

    private static async Task<Results<Ok<UploadSummary>, ProblemHttpResult>> SummarizeUploadsAsync(
        int run, IRunLedger runs, UploadSummaries uploads, CancellationToken cancellationToken) =>
        await runs.FindAsync(new RunId(run), cancellationToken) is { } found
            ? TypedResults.Ok(await uploads.ReadAsync(found.Id, cancellationToken)) : RunsApi.NoSuchRun(run);

    private static async Task<Results<Ok<Page<TimelineItem>>, ValidationProblem, ProblemHttpResult>> ExplainAsync(
        int run, [Description("The key at the source.")] string? key, IRunLedger runs, IReportLedger reports, IStoreDirectory stores, CancellationToken cancellationToken)
    {
        if (key is null or { Length: 0 or > LongestText } || key.Contains('\0', StringComparison.Ordinal))
            return ApiProblem.Invalid("key", "'key' is missing or too long: write the object's key at the source, percent-encoded.");
        if (await runs.FindAsync(new RunId(run), cancellationToken) is not { } found)
            return RunsApi.NoSuchRun(run);
        var items = await reports.ExplainAsync(found.Id, key, cancellationToken);
        if (items.Count == 0 && await new AbsenceExplainer(stores).FindAsync(found, key, cancellationToken) is { } absence)
            items = [absence];
        return items.Count == 0
            ? ApiProblem.NotFound($"Run {run} has no such key.", "GET …/entries?prefix= shows keys that begin alike.")
            : TypedResults.Ok(new Page<TimelineItem>(items, null));
    }

    private static async Task<Results<TextDownload, ValidationProblem, ProblemHttpResult>> ReportAsync(
        int run, [Description("csv or json; csv if left out.")] string? format, [Description("Only failed entries.")] bool? failedOnly,
        IRunLedger runs, IReportLedger reports, CancellationToken cancellationToken)
    {
        if (format is not (null or "csv" or "json"))
            return ApiProblem.Invalid("format", "'format' is csv or json.");
        if (await runs.FindAsync(new RunId(run), cancellationToken) is not { } found)
            return RunsApi.NoSuchRun(run);
        return new TextDownload(
            $"run-{run}{(failedOnly == true ? "-failed" : "")}", format == "json",
            (output, stop) => new CompletionReport(reports).WriteAsync(found, format == "json" ? ReportFormat.Json : ReportFormat.Csv, failedOnly ?? false, output, stop));
    }
}

/// <summary>Which entries are wanted. Bound from the query.</summary>
internal readonly record struct EntryQuery
{
    private const int LongestText = 1024;

    [Description("Result of the newest outcome.")]
    [FromQuery(Name = "result")]
    public OutcomeResult? Result { get; init; }
    [Description("Code of the newest outcome, for instance AccessDenied.")]
    [FromQuery(Name = "code")]
    public string? Code { get; init; }
    [Description("Beginning of the key at the source.")]
    [FromQuery(Name = "prefix")]
    public string? Prefix { get; init; }

    public ValidationProblem? Objection() =>
        Result is { } result && !Enum.IsDefined(result) ? ApiProblem.Invalid("result", $"'result' is one of {string.Join(", ", Enum.GetNames<OutcomeResult>())}.")
        : Code is { Length: 0 or > 100 } || Code?.Any(char.IsControl) == true ? ApiProblem.Invalid("code", "'code' is an outcome's code, for instance AccessDenied.")
        : Prefix is { Length: > LongestText } || Prefix?.Contains('\0', StringComparison.Ordinal) == true
            ? ApiProblem.Invalid("prefix", $"'prefix' has at most {LongestText} characters, and none that no key has.")
        : null;
}

/// <summary>Failures with the same code.</summary>
internal sealed record FailureDocument(string Code, long Count, string ExampleKey, string? ExampleMessage, string Advice);
