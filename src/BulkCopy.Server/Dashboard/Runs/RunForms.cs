using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Runs;

/// <summary>What operators do to a run by the buttons of its page. The same as in the API, under the same names in the audit log.</summary>
internal static class RunForms
{
    private static readonly Dictionary<string, RunWish> Wishes = new(StringComparer.Ordinal)
    {
        ["confirm"] = RunWish.Confirm, ["pause"] = RunWish.Pause, ["resume"] = RunWish.Resume, ["cancel"] = RunWish.Cancel,
    };

    public static void MapRunForms(this IEndpointRouteBuilder pages)
    {
        foreach (var (verb, wish) in Wishes)
            pages.MapPost($"/runs/{{run:int}}/{verb}", (int run, HttpContext context, IRunLedger ledger, RunSteering steering, RunApproval approval) => SteerAsync(run, wish, context, ledger, steering, approval))
                .DisableAntiforgery().Needs(Role.Operator, Areas.Runs).Audited($"runs.{verb}");
        pages.MapPost("/runs/{run:int}/priority", SetPriorityAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Runs).Audited("runs.priority");
        pages.MapPost("/runs/{run:int}/retry-failed", RetryAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Runs).Audited("runs.retry-failed");
    }

    private static async Task<IResult> SteerAsync(int number, RunWish wish, HttpContext context, IRunLedger ledger, RunSteering steering, RunApproval approval)
    {
        var actor = Actor.Of(context.User)!;
        if (await ledger.FindAsync(new RunId(number), context.RequestAborted) is not { } run)
            return RunPages.NoSuchRun(context, number);
        if (wish == RunWish.Confirm && run.State == RunState.Suspended && approval.ObjectionToConfirm(run, actor) is { } objection)
            return Pages.Problem(context, StatusCodes.Status403Forbidden, objection, "Ask somebody with the role Approver or Admin to confirm it.");
        return await steering.MoveAsync(run, wish, $"by {actor.Name}", context.RequestAborted) is null
            ? Pages.Problem(
                context, StatusCodes.Status409Conflict, $"Run {number} is {run.State} and cannot be {wish.Participle}", $"That is possible in {string.Join(", ", wish.From)}.")
            : Pages.SeeOther(context, $"/runs/{number}");
    }

    private static async Task<IResult> SetPriorityAsync(int run, [FromForm] string? priority, HttpContext context, IRunLedger ledger, RunPriority priorities)
    {
        if (!int.TryParse(priority, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var wanted) || wanted is < -1000 or > 1000)
            return Pages.Problem(context, StatusCodes.Status400BadRequest, "The priority cannot be used", "Write a number from -1000 to 1000.");
        if (await ledger.FindAsync(new RunId(run), context.RequestAborted) is not { } found)
            return RunPages.NoSuchRun(context, run);
        if (!await priorities.SetAsync(found.Id, wanted, found.Priority, context.RequestAborted))
            return Pages.Problem(context, StatusCodes.Status409Conflict, $"Run {run} is {found.State}", "A finished run has no priority any more.");
        AuditedAction.Explain(context, FormattableString.Invariant($"from {found.Priority} to {wanted}"));
        return Pages.SeeOther(context, $"/runs/{run}");
    }

    private static async Task<IResult> RetryAsync(int run, HttpContext context, IRunLedger ledger, RetryFailed retry)
    {
        if (await ledger.FindAsync(new RunId(run), context.RequestAborted) is not { } found)
            return RunPages.NoSuchRun(context, run);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        // The button for all lies in the form of those that can be chosen.
        var all = form["all"].Count > 0;
        var codes = all ? [] : form["code"].OfType<string>().Where(code => code.Length is > 0 and <= 100).Distinct().ToArray();
        var entries = all ? [] : form["entry"].Select(entry => long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1).Where(id => id >= 0).ToArray();
        if (codes.Length == 0 && entries.Length == 0 && !all)
            return Pages.Problem(context, StatusCodes.Status400BadRequest, "Nothing was chosen", "Choose codes or objects to be tried again.");
        var actor = Actor.Of(context.User)!;
        var which = entries.Length > 0 ? $"{entries.Length} chosen entries" : codes.Length > 0 ? $"entries that failed with {string.Join(", ", codes)}" : "all failed entries";
        // Not cancelled with the request: a large run's failures take a while, and half of it is undone otherwise.
        if (await retry.RetryAsync(found.Id, codes is [] ? null : codes, entries is [] ? null : entries, $"{which} retried by {actor.Name}", CancellationToken.None) is not { } count)
            return Pages.Problem(
                context, StatusCodes.Status409Conflict, $"The failures of run {run}, which is {found.State}, cannot be retried", $"That is possible in {string.Join(", ", RetryFailed.From)}.");
        AuditedAction.Explain(context, FormattableString.Invariant($"{which}: {count}"));
        return Pages.SeeOther(context, $"/runs/{run}");
    }
}
