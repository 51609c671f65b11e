using System.Globalization;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Operations;

/// <summary>Schedules at a server.</summary>
internal sealed class ServerSchedules(ServerConnection server) : IScheduleOperations
{
    public Task<ScheduleDocument> CreateAsync(ScheduleDraft draft, CancellationToken cancellationToken) =>
        server.ChangeAsync<ScheduleDocument>(HttpMethod.Post, "schedules", draft, cancellationToken);

    public Task<ScheduleDocument> UpdateAsync(ScheduleDocument schedule, ScheduleDraft draft, CancellationToken cancellationToken) =>
        server.ChangeAsync<ScheduleDocument>(HttpMethod.Put, $"schedules/{schedule.ScheduleId}", draft, cancellationToken, ("If-Match", $"\"{schedule.Revision}\""));

    public async Task<RepeatedJob> ReadAsync(ScheduleDocument schedule, CancellationToken cancellationToken) =>
        await server.FindAsync<RepeatedJob>($"schedules/{schedule.ScheduleId}", cancellationToken).ConfigureAwait(false)
        ?? throw new RefusedException($"The schedule '{schedule.Name}' was deleted meanwhile.");

    public Task<IReadOnlyList<ScheduleDocument>> ListAsync(CancellationToken cancellationToken) =>
        server.ListAsync<ScheduleDocument>("schedules", int.MaxValue, cancellationToken);

    public async Task<ScheduleDocument?> FindAsync(string idOrName, int fires, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken).ConfigureAwait(false);
        var found = all.FirstOrDefault(one => one.Name == idOrName)
            ?? all.FirstOrDefault(one => one.ScheduleId.ToString(CultureInfo.InvariantCulture) == idOrName);
        return found is null || fires == 0 ? found : found with
        {
            Fires = [.. (await server.ListAsync<FireDocument>($"schedules/{found.ScheduleId}/fires", int.MaxValue, cancellationToken).ConfigureAwait(false)).Take(fires)],
        };
    }

    public Task SetPausedAsync(ScheduleId schedule, bool paused, CancellationToken cancellationToken) =>
        server.ChangeAsync<ScheduleDocument>(HttpMethod.Post, $"schedules/{schedule}/{(paused ? "pause" : "resume")}", null, cancellationToken);

    public Task DeleteAsync(ScheduleDocument schedule, CancellationToken cancellationToken) =>
        server.ChangeAsync<object?>(HttpMethod.Delete, $"schedules/{schedule.ScheduleId}", null, cancellationToken, ("If-Match", $"\"{schedule.Revision}\""));

    public async Task<FireDocument?> RunNowAsync(ScheduleId schedule, CancellationToken cancellationToken) =>
        await server.ChangeAsync<FireDocument>(HttpMethod.Post, $"schedules/{schedule}/run", null, cancellationToken).ConfigureAwait(false);
}
