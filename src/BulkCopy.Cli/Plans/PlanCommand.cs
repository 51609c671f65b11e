using System.CommandLine;
using BulkCopy.Cli.Arguments;
using BulkCopy.Cli.Checks;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Tiering;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Planning;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Plans;

/// <summary><c>bulkcopy plan</c>: what copy would do. Needs no ledger, but for the failures of an earlier run.</summary>
internal sealed class PlanCommand : Verb
{
    private readonly Argument<StoreLocation> _source = ArgumentTypes.Location("SRC", "What would be copied: STORE:BUCKET/PREFIX.");
    private readonly Argument<StoreLocation?> _destination;
    private readonly Option<string?> _tiering = new("--tiering") { Description = "Plan this tiering policy at SRC, as 'bulkcopy tiering simulate' does, instead of a copy.", HelpName = "POLICY" };
    private readonly JobArguments _job = new();
    private readonly PlanArguments _plan = new();

    public PlanCommand(CliHost host)
        : base("plan", "Say what copy would do with the same options: counts, ways, requests, time and cost, what will not be carried. Changes nothing.", host)
    {
        _destination = ArgumentTypes.Location("DST", "Where to: STORE:BUCKET/PREFIX; its prefix takes the place of the source's. None with --tiering.")!;
        _destination.Arity = ArgumentArity.ZeroOrOne;
        Arguments.Add(_source);
        Arguments.Add(_destination);
        Options.Add(_tiering);
        _plan.AddTo(this);
        _job.AddTo(this);
        GlobalOptions.AddServerTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var (source, destination) = (invocation.Get(_source), invocation.Find(_destination));
        if (invocation.Get(_tiering) is { } policy)
        {
            return destination is null
                ? await PlanTieringAsync(invocation, policy, source).ConfigureAwait(false)
                : throw new RefusedException("A tiering policy is applied to one place: leave DST away.");
        }
        if (destination is null)
            throw new RefusedException("A plan of a copy needs SRC and DST; that of a policy needs --tiering POLICY.");
        var known = new JobSpec { Name = $"{source.Bucket} to {destination.Bucket}", Source = source, Destination = destination };
        var plan = invocation.Server is { } server
            ? await AskAsync(invocation, server, known).ConfigureAwait(false) : await PlanAsync(invocation, known).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(plan, DocumentJson.Types.PlanDocument);
        else
            PlanPage.Print(invocation, plan);
        return ExitCodes.Done;
    }

    private async Task<int> PlanTieringAsync(Invocation invocation, string policy, StoreLocation place) =>
        await TieringSimulateCommand.PrintAsync(
            invocation, await PolicyArguments.ReadAsync(invocation, policy, _plan.PriceFile(invocation), place).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task<PlanDocument> AskAsync(Invocation invocation, string server, JobSpec known)
    {
        var spec = await ServerStoreOperations.ReadJobAsync(invocation, server, _job, known).ConfigureAwait(false);
        await using var connection = ServerConnection.Open(server, invocation);
        return await connection.ChangeAsync<PlanDocument>(
            HttpMethod.Post, "plans", await _plan.ReadAsync(invocation, spec).ConfigureAwait(false), invocation.Stopping).ConfigureAwait(false);
    }

    private async Task<PlanDocument> PlanAsync(Invocation invocation, JobSpec known)
    {
        var settings = invocation.ReadSettings();
        using var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
        var spec = await _job.ReadAsync(invocation, stores, known).ConfigureAwait(false);
        await new Preflight(stores).CheckAsync(spec, invocation.Stopping).ConfigureAwait(false);
        var files = await LocalManifest.ReadAsync(spec, invocation.Stopping).ConfigureAwait(false);
        var request = await _plan.ReadAsync(invocation, spec).ConfigureAwait(false);
        var dialects = spec.MoreSources.Prepend(spec.Source).Append(spec.Destination).Select(location => stores.Require(location.Store).Dialect).Distinct();
        var options = request.Read(dialects, out var problems);
        if (problems.Count > 0)
            throw new RefusedException($"The price table {_plan.PriceFile(invocation)} cannot be used:{Environment.NewLine}{string.Join(Environment.NewLine, problems.Select(problem => $"  {problem}"))}");
        await using var ledger = spec.Manifest?.FailedOf is null ? null : await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        if (ledger is not null)
        {
            await EarlierRun.RequireAsync(ledger, spec, invocation.Stopping).ConfigureAwait(false);
            options = options with { Failures = new EarlierFailures(ledger.Runs, ledger.Access.Manifests) };
        }
        try
        {
            return PlanDocument.Of(await new JobPlanner(new OpenStores(stores), invocation.Time).PlanAsync(spec, options with { ManifestFiles = files }, invocation.Stopping).ConfigureAwait(false));
        }
        catch (Exception refused) when (refused is ObjectStoreException or RunStoppedException or ManifestFormatException)
        {
            throw new RefusedException($"The plan could not be made: {refused.Message}");
        }
    }
}
