using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules create</c>: a copy or a tiering policy, again and again.</summary>
internal sealed class SchedulesCreateCommand : ScheduleVerb
{
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the schedule, unique." };
    private readonly Argument<StoreLocation> _source = ArgumentTypes.Location("SRC", "What is copied, or with --tiering the place that the policy is applied to: STORE:BUCKET/PREFIX.");
    private readonly Argument<StoreLocation?> _destination;
    private readonly ScheduleArguments _schedule = new(isNew: true);

    public SchedulesCreateCommand(CliHost host)
        : base("create", "Declare a schedule.", host)
    {
        _destination = ArgumentTypes.Location("DST", "Where to; none with --tiering.")!;
        _destination.Arity = ArgumentArity.ZeroOrOne;
        Arguments.Add(_name);
        Arguments.Add(_source);
        Arguments.Add(_destination);
        _schedule.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation, IScheduleOperations schedules)
    {
        var (source, destination) = (invocation.Get(_source), invocation.Find(_destination));
        var tiering = await _schedule.ReadTieringAsync(invocation, source, destination).ConfigureAwait(false);
        if (tiering is null && destination is null)
            throw new RefusedException("A copy needs SRC and DST; a tiering schedule needs --tiering POLICY.");
        var name = invocation.Get(_name);
        var job = tiering is null
            ? await _schedule.ReadJobAsync(invocation, new JobSpec { Name = name, Source = source, Destination = destination! }).ConfigureAwait(false) : null;
        var draft = _schedule.ReadTimes(invocation, new ScheduleDraft(name, "", "UTC", [], OverlapPolicy.Skip, MisfirePolicy.FireOnce, job, tiering));
        ScheduleTable.Print(invocation, await schedules.CreateAsync(draft, invocation.Stopping).ConfigureAwait(false));
        return ExitCodes.Done;
    }
}
