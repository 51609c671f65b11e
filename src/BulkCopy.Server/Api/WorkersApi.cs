using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Uploads;
using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Workers, and the uploads they have begun.</summary>
internal static class WorkersApi
{
    public static void MapWorkers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/workers", ListAsync).Needs(Role.Viewer, Areas.Workers).WithTags("workers").WithName("listWorkers")
            .WithSummary("Workers and their leases, newest first.");
        api.MapGet("/uploads", ListUploadsAsync).Needs(Role.Viewer, Areas.Workers).WithTags("workers").WithName("listUploads")
            .WithSummary("Multipart uploads that are not closed, in the order of runs.")
            .WithDescription("Orphans belong to no unfinished run and wait to be aborted.");
    }

    private static async Task<Results<Ok<Page<WorkerDocument>>, ValidationProblem>> ListAsync(
        [AsParameters] PageQuery query, bool? live, WorkerPages workers, CancellationToken cancellationToken)
    {
        if (query.Read(out var limit, out var cursor) is { } problem)
            return problem;
        var before = cursor is { } number ? new WorkerId((int)Math.Min(number, int.MaxValue)) : (WorkerId?)null;
        var rows = await workers.ListAsync(before, limit + 1, live ?? false, cancellationToken);
        return TypedResults.Ok(PageQuery.Of(rows, limit, WorkerDocument.Of, row => row.Id.Value));
    }

    private static async Task<Results<Ok<Page<UploadDocument>>, ValidationProblem>> ListUploadsAsync(
        [AsParameters] PageQuery query, bool? orphans, int? run, UploadPages uploads, CancellationToken cancellationToken)
    {
        if (query.Read(out var limit, out var cursor) is { } problem)
            return problem;
        // A cursor is the number of an upload, which says where its run stands.
        var after = cursor is { } number ? await uploads.FindPlaceAsync(number, cancellationToken) : ((RunId, long)?)null;
        var rows = await uploads.ListUnclosedAsync(run is { } wanted ? new RunId(wanted) : null, after, limit + 1, orphans ?? false, cancellationToken);
        return TypedResults.Ok(PageQuery.Of(rows, limit, UploadDocument.Of, row => row.UploadNo));
    }
}

/// <summary>A worker and its lease.</summary>
internal sealed record WorkerDocument(int WorkerId, string Name, DateTimeOffset StartedAt, DateTimeOffset LeaseUntil, DateTimeOffset? StoppedAt, bool IsLive)
{
    public static WorkerDocument Of(WorkerRow row) => new(row.Id.Value, row.Name, row.StartedAt, row.LeaseUntil, row.StoppedAt, row.IsLive);
}

/// <summary>A multipart upload and how far it is.</summary>
internal sealed record UploadDocument(
    long UploadNo, int RunId, long Entry, string Store, string Bucket, string Key, string? UploadId, UploadState State, int PartCount, int PartsDone,
    DateTimeOffset IntendedAt, bool IsOrphan)
{
    public static UploadDocument Of(UploadRow row) => new(
        row.UploadNo, row.Run.Value, row.Entry.Value, row.Store, row.Bucket, row.Key, row.UploadId, row.State, row.PartCount, row.PartsDone,
        row.IntendedAt, row.IsOrphan);
}
