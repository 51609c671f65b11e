using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules update</c>: another rhythm, or another job. What is not given stays as it is.</summary>
internal sealed class SchedulesUpdateCommand : ScheduleVerb
{
    private readonly Argument<string> _which = Schedule();
    private readonly Argument<StoreLocation?> _source = Place("SRC", "What is copied from now on, or with --tiering the place that the policy is applied to.");
    private readonly Argument<StoreLocation?> _destination = Place("DST", "Where to from now on; none with --tiering.");
    private readonly Option<string?> _name = new("--name") { Description = "Another name, unique.", HelpName = "NAME" };
    private readonly Option<bool> _anew = new("--job-anew") { Description = "Declare the copy anew: options that are not given have their defaults instead of staying as they are. SRC and DST stay." };
    private readonly ScheduleArguments _schedule = new(isNew: false);

    public SchedulesUpdateCommand(CliHost host)
        : base("update", "Change a schedule; what is not given stays as it is. Times that passed before are not caught up.", host)
    {
        Arguments.Add(_which);
        Arguments.Add(_source);
        Arguments.Add(_destination);
        Options.Add(_name);
        Options.Add(_anew);
        _schedule.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation, IScheduleOperations schedules)
    {
        var now = await schedules.ReadAsync(await RequireAsync(schedules, invocation.Get(_which), invocation.Stopping).ConfigureAwait(false), invocation.Stopping).ConfigureAwait(false);
        var was = now.Schedule;
        var tiering = await _schedule.ReadTieringAsync(invocation, invocation.Find(_source) ?? now.Job.Source, invocation.Find(_destination)).ConfigureAwait(false);
        var name = invocation.Get(_name) ?? was.Name;
        var job = tiering is null && SaysJob(invocation) ? await _schedule.ReadJobAsync(invocation, Known(invocation, was, now.Job) with { Name = name }).ConfigureAwait(false) : null;
        if (tiering is null && job is null && !invocation.IsGiven(_name) && !_schedule.SaysWhen(invocation))
            throw new RefusedException($"Nothing of the schedule '{was.Name}' is to be changed: say what by SRC and DST or by an option; see 'bulkcopy schedules update --help'.");
        var draft = _schedule.ReadTimes(invocation, new ScheduleDraft(name, was.Cron, was.TimeZone, was.BlackoutDays, was.Overlap, was.Misfire, job, tiering));
        ScheduleTable.Print(invocation, await schedules.UpdateAsync(was, draft, invocation.Stopping).ConfigureAwait(false));
        return ExitCodes.Done;
    }

    private bool SaysJob(Invocation invocation) =>
        invocation.Find(_source) is not null || invocation.Get(_anew) || _schedule.SaysHow(invocation);

    /// <summary>What the copy was, at the places where it is to be.</summary>
    private JobSpec Known(Invocation invocation, ScheduleDocument was, JobSpec job)
    {
        var (source, destination) = (invocation.Find(_source), invocation.Find(_destination));
        if (job.Tiering is { } tiering && (source is null || destination is null))
            throw new RefusedException($"The schedule '{was.Name}' applies the policy '{tiering.Policy.Name}': name a policy by --tiering POLICY, or SRC and DST of a copy.");
        if (job.Tiering is not null || invocation.Get(_anew))
            return new JobSpec { Name = job.Name, Source = source ?? job.Source, Destination = destination ?? job.Destination };
        // Prices are those of the source's provider.
        var restore = source is not null && source.Store != job.Source.Store && job.Restore is { } kept ? kept with { Prices = null } : job.Restore;
        return job with { Source = source ?? job.Source, Destination = destination ?? job.Destination, Restore = restore };
    }

    private static Argument<StoreLocation?> Place(string name, string description)
    {
        Argument<StoreLocation?> argument = ArgumentTypes.Location(name, description)!;
        argument.Arity = ArgumentArity.ZeroOrOne;
        return argument;
    }
}
