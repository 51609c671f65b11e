using BulkCopy.Engine.Jobs;
using BulkCopy.Server.Access;
using BulkCopy.Server.Dashboard.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Runs;

/// <summary>Runs: all of them, and one.</summary>
internal static class RunPages
{
    private const int PerPage = 50;

    public static void MapRunPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/runs", ListAsync).Needs(Role.Viewer, Areas.Runs);
        pages.MapGet("/runs/{run:int}", ShowAsync).Needs(Role.Viewer, Areas.Runs);
    }

    /// <summary>The page where a run does not exist.</summary>
    public static IResult NoSuchRun(HttpContext context, int run) =>
        Pages.Problem(context, StatusCodes.Status404NotFound, FormattableString.Invariant($"There is no run {run}"), "It was dropped, or its number is wrong.");

    private static async Task<IResult> ListAsync(HttpContext context, IRunLedger runs, int? before)
    {
        var rows = await runs.ListAsync(before is { } number ? new RunId(number) : null, PerPage + 1, context.RequestAborted);
        return Pages.Show<RunsPage, RunsModel>(context, new RunsModel([.. rows.Take(PerPage)], before is not null, rows.Count > PerPage ? rows[PerPage - 1].Id.Value : null));
    }

    private static async Task<IResult> ShowAsync(int run, HttpContext context, RunReader reader) =>
        await reader.ReadAsync(new RunId(run), Actor.Of(context.User)!, context.RequestAborted) is { } model
            ? Pages.Show<RunPage, RunModel>(context, model)
            : NoSuchRun(context, run);
}

/// <summary>A page of runs.</summary>
/// <param name="Runs">The runs, newest first.</param>
/// <param name="IsLater">There are newer ones.</param>
/// <param name="Next">The next page shows runs before this number.</param>
public sealed record RunsModel(IReadOnlyList<Run> Runs, bool IsLater, int? Next);
