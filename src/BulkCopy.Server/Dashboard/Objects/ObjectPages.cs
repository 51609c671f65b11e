using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Dashboard.Layout;
using BulkCopy.Server.Dashboard.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Objects;

/// <summary>The history of one object in a run.</summary>
internal static class ObjectPages
{
    private const int LongestKey = 1024;
    private const int MostVersions = 20;

    public static void MapObject(this IEndpointRouteBuilder pages) =>
        pages.MapGet("/runs/{run:int}/object", ShowAsync).Needs(Role.Viewer, Areas.Runs);

    private static async Task<IResult> ShowAsync(
        int run, string? key, long? entry, HttpContext context, IRunLedger runs, IReportLedger reports, EntryPages entries)
    {
        if (await runs.FindAsync(new RunId(run), context.RequestAborted) is not { } found)
            return RunPages.NoSuchRun(context, run);
        if (entry is { } number)
            key = (await entries.ReadAsync(found.Id, new EntryFilter(), new EntryId(number), 1, context.RequestAborted)).Rows
                .FirstOrDefault(row => row.Entry.Id.Value == number)?.Entry.Key;
        if (key is null or { Length: 0 or > LongestKey } || key.Contains('\0', StringComparison.Ordinal))
            return Pages.Problem(context, StatusCodes.Status400BadRequest, "No object was named", "Choose one from the objects of the run.");
        var items = await reports.ExplainAsync(found.Id, key, context.RequestAborted);
        if (items.Count == 0)
            return Pages.Problem(context, StatusCodes.Status404NotFound, $"Run {run} has no such object", "The objects of the run can be searched by the beginning of their keys.");
        var rows = new List<ReportRow>();
        foreach (var id in items.Where(item => item.Entry is not null).Select(item => item.Entry!.Id).Distinct().Take(MostVersions))
            rows.AddRange((await entries.ReadAsync(found.Id, new EntryFilter(), id, 1, context.RequestAborted)).Rows);
        return Pages.Show<ObjectPage, ObjectModel>(context, new ObjectModel(found, key, rows, items));
    }
}

/// <summary>One object of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Key">Key at the source.</param>
/// <param name="Rows">Its entries, one for every version that the run copies, each with its newest outcome.</param>
/// <param name="Items">What happened to it, oldest first.</param>
public sealed record ObjectModel(Run Run, string Key, IReadOnlyList<ReportRow> Rows, IReadOnlyList<TimelineItem> Items);
