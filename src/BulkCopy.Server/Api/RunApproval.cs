using BulkCopy.Engine.Jobs;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Api;

/// <summary>Knows which runs only an approver may confirm.</summary>
internal sealed class RunApproval(IOptions<ServerOptions> options)
{
    /// <summary>Why this actor may not confirm this run; <c>null</c> if they may.</summary>
    public string? ObjectionToConfirm(Run run, Actor actor) =>
        actor.Role >= Role.Approver || options.Value.Approval.ReasonFor(run.Totals.Listed, run.Totals.ListedBytes) is not { } reason
            ? null : $"Run {run.Id} needs an approver: {reason}.";
}
