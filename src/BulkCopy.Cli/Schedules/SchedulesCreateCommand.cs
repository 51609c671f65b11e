using System.CommandLine;
using BulkCopy.Cli.Arguments;
using BulkCopy.Cli.Checks;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Tiering;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules create</c>: a copy or a tiering policy, again and again.</summary>
internal sealed class SchedulesCreateCommand : ScheduleVerb
{
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the schedule, unique." };
    private readonly Argument<StoreLocation> _source = ArgumentTypes.Location("SRC", "What is copied, or with --tiering the place that the policy is applied to: STORE:BUCKET/PREFIX.");
    private readonly Argument<StoreLocation?> _destination;
    private readonly Option<string> _cron = new("--cron") { Description = "When: five fields as in crontab ('30 2 * * *' is half past two every night), or six with seconds first.", HelpName = "CRON", Required = true };
    private readonly Option<string?> _zone = new("--time-zone") { Description = "IANA name of the zone in which --cron and --blackout-day are meant. Default: UTC.", HelpName = "ZONE" };
    private readonly Option<string[]> _days = new("--blackout-day") { Description = "A day without runs: 2026-12-25, or 12-25 for every year. May be given several times.", HelpName = "DAY" };
    private readonly Option<OverlapPolicy?> _overlap = ArgumentTypes.Choice<OverlapPolicy>("--overlap", "What happens at a time when the previous run is not finished. Default: Skip.");
    private readonly Option<MisfirePolicy?> _misfire = ArgumentTypes.Choice<MisfirePolicy>("--misfire", "What happens when nobody was there at a time. Default: FireOnce.");
    private readonly PolicyArguments _policy = new();
    private readonly JobArguments _job = new();

    public SchedulesCreateCommand(CliHost host)
        : base("create", "Declare a schedule.", host)
    {
        _destination = ArgumentTypes.Location("DST", "Where to; none with --tiering.")!;
        _destination.Arity = ArgumentArity.ZeroOrOne;
        Arguments.Add(_name);
        Arguments.Add(_source);
        Arguments.Add(_destination);
        foreach (var option in new Option[] { _cron, _zone, _days, _overlap, _misfire, _policy.Tiering, _policy.Prices })
            Options.Add(option);
        _job.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation, IScheduleOperations schedules)
    {
        var tiering = await ReadTieringAsync(invocation).ConfigureAwait(false);
        var draft = new ScheduleDraft(
            invocation.Get(_name), invocation.Get(_cron)!, invocation.Get(_zone) ?? "UTC", invocation.Get(_days) ?? [], invocation.Get(_overlap) ?? OverlapPolicy.Skip,
            invocation.Get(_misfire) ?? MisfirePolicy.FireOnce,
            tiering is null ? await ReadJobAsync(invocation).ConfigureAwait(false) : null, tiering);
        ScheduleTable.Print(invocation, await schedules.CreateAsync(draft, invocation.Stopping).ConfigureAwait(false));
        return ExitCodes.Done;
    }

    private async Task<TieringRequest?> ReadTieringAsync(Invocation invocation)
    {
        if (invocation.Get(_policy.Tiering) is not { } policy)
            return null;
        if (invocation.Find(_destination) is not null)
            throw new RefusedException("A tiering policy is applied to one place: leave DST away.");
        return await _policy.ReadAsync(invocation, policy, invocation.Get(_source)).ConfigureAwait(false);
    }

    private async Task<JobSpec> ReadJobAsync(Invocation invocation)
    {
        var (source, destination) = (invocation.Get(_source), invocation.Find(_destination));
        if (destination is null)
            throw new RefusedException("A copy needs SRC and DST; a tiering schedule needs --tiering POLICY.");
        var known = new JobSpec { Name = invocation.Get(_name), Source = source, Destination = destination };
        if (invocation.Server is { } server)
            return await ServerStoreOperations.ReadJobAsync(invocation, server, _job, known).ConfigureAwait(false);
        using var stores = new StoreDirectory(invocation.ReadSettings(), invocation.Host.Variables, invocation.Time);
        var spec = await _job.ReadAsync(invocation, stores, known).ConfigureAwait(false);
        if (spec.Manifest is { At: null })
            throw new RefusedException("Every run of a schedule reads its manifest anew: put it into a bucket and name it as STORE:BUCKET/KEY.");
        await new Preflight(stores).CheckAsync(spec, invocation.Stopping).ConfigureAwait(false);
        return spec;
    }
}
