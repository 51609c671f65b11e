using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;

namespace BulkCopy.Cli.Schedules;

/// <summary>A verb about schedules.</summary>
internal abstract class ScheduleVerb(string name, string description, CliHost host) : OperatorVerb(name, description, host)
{
    protected sealed override Task<int> RunAsync(Invocation invocation, OperatorSession session) => RunAsync(invocation, session.Schedules);

    protected abstract Task<int> RunAsync(Invocation invocation, IScheduleOperations schedules);

    protected static Argument<string> Schedule() => new("SCHEDULE") { Description = "Name or number of the schedule, as 'bulkcopy schedules list' shows it." };

    /// <exception cref="RefusedException">There is no such schedule.</exception>
    protected static async Task<ScheduleDocument> RequireAsync(IScheduleOperations schedules, string idOrName, CancellationToken cancellationToken, int fires = 0) =>
        await schedules.FindAsync(idOrName, fires, cancellationToken).ConfigureAwait(false)
        ?? throw new RefusedException($"There is no schedule '{idOrName}': see 'bulkcopy schedules list'.");
}
