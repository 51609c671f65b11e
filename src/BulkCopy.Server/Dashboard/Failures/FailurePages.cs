using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Layout;
using BulkCopy.Server.Dashboard.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Failures;

/// <summary>What failed and why, and the entries of a run.</summary>
internal static class FailurePages
{
    private const int PerPage = 50;
    private const int LongestText = 1024;

    public static void MapFailures(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/runs/{run:int}/failures", ShowFailuresAsync).Needs(Role.Viewer, Areas.Runs);
        pages.MapGet("/runs/{run:int}/entries", ShowEntriesAsync).Needs(Role.Viewer, Areas.Runs);
    }

    private static async Task<IResult> ShowFailuresAsync(int run, HttpContext context, IRunLedger runs, FailureGroups failures)
    {
        if (await runs.FindAsync(new RunId(run), context.RequestAborted) is not { } found)
            return RunPages.NoSuchRun(context, run);
        var groups = found.Totals.Failed > 0 ? await failures.ReadAsync(found, context.RequestAborted) : [];
        return Pages.Show<FailuresPage, FailuresModel>(context, new FailuresModel(found, groups));
    }

    private static async Task<IResult> ShowEntriesAsync(
        int run, string? result, string? code, string? prefix, long? from, HttpContext context, IRunLedger runs, EntryPages entries)
    {
        if (await runs.FindAsync(new RunId(run), context.RequestAborted) is not { } found)
            return RunPages.NoSuchRun(context, run);
        var filter = new EntryFilter
        {
            Result = Enum.TryParse<OutcomeResult>(result, out var wanted) && Enum.IsDefined(wanted) ? wanted : null,
            Code = code is { Length: > 0 and <= 100 } && !code.Any(char.IsControl) ? code : null,
            KeyPrefix = prefix is { Length: > 0 and <= LongestText } && !prefix.Contains('\0', StringComparison.Ordinal) ? prefix : null,
        };
        var page = await entries.ReadAsync(found.Id, filter, from is { } first ? new EntryId(first) : null, PerPage, context.RequestAborted);
        return Pages.Show<EntriesPage, EntriesModel>(context, new EntriesModel(found, filter, page, from is not null));
    }
}

/// <summary>Failures of a run by code.</summary>
public sealed record FailuresModel(Run Run, IReadOnlyList<FailureGroup> Groups);

/// <summary>Entries of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Filter">Which are wanted.</param>
/// <param name="Entries">A page of them.</param>
/// <param name="IsLater">It is not the first page.</param>
public sealed record EntriesModel(Run Run, EntryFilter Filter, EntryPage Entries, bool IsLater);
