using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace BulkCopy.Server.Api;

/// <summary>Progress of a run as server-sent events: <c>progress</c> when something changed, <c>end</c> when it is over, <c>alive</c> in between.</summary>
internal static class RunStreamApi
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int SilentPauses = 15;
    private const int PausesBetweenLooks = 5;

    public static void MapRunStream(this IEndpointRouteBuilder api) =>
        api.MapGet("/runs/{run:int}/stream", StreamAsync).Needs(Role.Viewer, Areas.Runs).WithTags("runs").WithName("streamRun")
            .WithSummary("Progress of a run as server-sent events.")
            .WithDescription("Events: progress, with the run, when it changed; alive after 15 seconds of silence; end, with the run, when it is over. Ends without one when who asked may not any more.")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static async Task<Results<ServerSentEventsResult<RunDocument?>, ProblemHttpResult>> StreamAsync(
        int run, HttpContext context, IRunLedger runs, StreamGate gate, StreamListener listener, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        if (await runs.FindAsync(new RunId(run), context.RequestAborted) is not { } found)
            return RunsApi.NoSuchRun(run);
        if (!gate.TryEnter())
        {
            context.Response.Headers.RetryAfter = "10";
            return ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, "Too many streams are open.", "Ask GET /api/v1/runs/{run} now and then instead.");
        }
        context.Response.RegisterForDispose(new Place(gate));
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(ReadAsync(found, context, runs, listener, time, lifetime.ApplicationStopping));
    }

    private static async IAsyncEnumerable<SseItem<RunDocument?>> ReadAsync(
        Run run, HttpContext context, IRunLedger runs, StreamListener listener, TimeProvider time, [EnumeratorCancellation] CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        yield return new SseItem<RunDocument?>(RunDocument.Of(run, time.GetUtcNow()), "progress");
        var silent = 0;
        for (var pauses = 1; !IsOver(run); pauses++)
        {
            if (!await WaitAsync(time, either.Token) || (pauses % PausesBetweenLooks == 0 && !await listener.MayStayAsync(context)))
                yield break;
            if (await LookAsync(run, runs, either.Token) is { } now && now != run)
            {
                (run, silent) = (now, 0);
                yield return new SseItem<RunDocument?>(RunDocument.Of(run, time.GetUtcNow()), "progress");
            }
            else if (++silent % SilentPauses == 0)
                yield return new SseItem<RunDocument?>(null, "alive");
        }
        yield return new SseItem<RunDocument?>(RunDocument.Of(run, time.GetUtcNow()), "end");
    }

    private static bool IsOver(Run run) => run.State is RunState.Complete or RunState.Cancelled or RunState.Failed;

    private static async Task<bool> WaitAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Pause, time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<Run?> LookAsync(Run run, IRunLedger runs, CancellationToken cancellationToken)
    {
        try
        {
            return await runs.FindAsync(run.Id, cancellationToken);
        }
        catch (Exception e) when (e is LedgerUnavailableException or OperationCanceledException)
        {
            return null;
        }
    }

    private sealed class Place(StreamGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}
