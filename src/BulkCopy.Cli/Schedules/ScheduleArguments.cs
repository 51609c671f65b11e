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

/// <summary>What the command line can say about a schedule: when, and what it runs.</summary>
internal sealed class ScheduleArguments
{
    private readonly Option<string?> _cron;
    private readonly Option<string?> _zone;
    private readonly Option<string[]> _days;
    private readonly Option<OverlapPolicy?> _overlap;
    private readonly Option<MisfirePolicy?> _misfire;
    private readonly PolicyArguments _policy = new();
    private readonly JobArguments _job = new();

    /// <param name="isNew">Whether what is not given has a default; otherwise it stays as it is.</param>
    public ScheduleArguments(bool isNew)
    {
        string Otherwise(string text) => isNew ? $" Default: {text}." : "";
        _cron = new("--cron") { Description = "When: five fields as in crontab ('30 2 * * *' is half past two every night), or six with seconds first.", HelpName = "CRON", Required = isNew };
        _zone = new("--time-zone") { Description = $"IANA name of the zone in which --cron and --blackout-day are meant.{Otherwise("UTC")}", HelpName = "ZONE" };
        _days = new("--blackout-day")
        {
            Description = $"A day without runs: 2026-12-25, or 12-25 for every year. May be given several times{(isNew ? "" : "; without a day: no such days any more")}.",
            HelpName = "DAY",
            Arity = isNew ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore,
        };
        _overlap = ArgumentTypes.Choice<OverlapPolicy>("--overlap", $"What happens at a time when the previous run is not finished.{Otherwise("Skip")}");
        _misfire = ArgumentTypes.Choice<MisfirePolicy>("--misfire", $"What happens when nobody was there at a time.{Otherwise("FireOnce")}");
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _cron, _zone, _days, _overlap, _misfire, _policy.Tiering, _policy.Prices })
            command.Options.Add(option);
        _job.AddTo(command);
    }

    /// <summary>Whether an option of the copy was given.</summary>
    public bool SaysHow(Invocation invocation) => _job.IsGiven(invocation);

    /// <summary>Whether an option says when.</summary>
    public bool SaysWhen(Invocation invocation) => new Option[] { _cron, _zone, _days, _overlap, _misfire }.Any(invocation.IsGiven);

    /// <summary>The schedule with what was given about its times.</summary>
    public ScheduleDraft ReadTimes(Invocation invocation, ScheduleDraft otherwise) => otherwise with
    {
        Cron = invocation.Get(_cron) ?? otherwise.Cron,
        TimeZone = invocation.Get(_zone) ?? otherwise.TimeZone,
        BlackoutDays = invocation.IsGiven(_days) ? invocation.Get(_days) ?? [] : otherwise.BlackoutDays,
        Overlap = invocation.Get(_overlap) ?? otherwise.Overlap,
        Misfire = invocation.Get(_misfire) ?? otherwise.Misfire,
    };

    /// <summary>The policy that it applies; <c>null</c> if none was given.</summary>
    /// <exception cref="RefusedException">It cannot be read, or a destination was named.</exception>
    public async Task<TieringRequest?> ReadTieringAsync(Invocation invocation, StoreLocation place, StoreLocation? destination)
    {
        if (invocation.Get(_policy.Tiering) is not { } policy)
            return invocation.IsGiven(_policy.Prices) ? throw new RefusedException("--prices are those of a tiering policy: name it by --tiering.") : null;
        if (destination is not null)
            throw new RefusedException("A tiering policy is applied to one place: leave DST away.");
        return await _policy.ReadAsync(invocation, policy, place).ConfigureAwait(false);
    }

    /// <summary>The copy that it makes, checked like one that is made at once.</summary>
    /// <exception cref="RefusedException">It cannot be done.</exception>
    public async Task<JobSpec> ReadJobAsync(Invocation invocation, JobSpec known)
    {
        if (invocation.Server is { } server)
            return Repeatable(await ServerStoreOperations.ReadJobAsync(invocation, server, _job, known).ConfigureAwait(false));
        using var stores = new StoreDirectory(invocation.ReadSettings(), invocation.Host.Variables, invocation.Time);
        var spec = Repeatable(await _job.ReadAsync(invocation, stores, known).ConfigureAwait(false));
        await new Preflight(stores).CheckAsync(spec, invocation.Stopping).ConfigureAwait(false);
        return spec;
    }

    private static JobSpec Repeatable(JobSpec spec) => RepeatedManifest.Problem(spec) is { } problem ? throw new RefusedException(problem) : spec;
}
