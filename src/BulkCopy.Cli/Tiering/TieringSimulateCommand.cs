using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Tiering;

/// <summary><c>bulkcopy tiering simulate</c>: what a policy would move, and what that would cost and save.</summary>
internal sealed class TieringSimulateCommand : Verb
{
    private readonly Argument<string> _policy = new("POLICY") { Description = "The policy document, YAML or JSON." };
    private readonly Argument<StoreLocation> _location = ArgumentTypes.Location("PLACE", "The bucket or prefix: STORE:BUCKET/PREFIX.");
    private readonly Option<string?> _inventory = new("--inventory") { Description = "Read this inventory (CSV, plain or .gz) instead of listing the bucket.", HelpName = "FILE" };
    private readonly Option<string?> _columns = new("--columns") { Description = "Columns of the inventory in their order. Default: Bucket,Key,Size,LastModifiedDate,ETag,StorageClass.", HelpName = "NAMES" };
    private readonly PolicyArguments _arguments = new();

    public TieringSimulateCommand(CliHost host)
        : base("simulate", "Say what a policy would do with a bucket: objects, bytes and cost per rule and class. Changes nothing.", host)
    {
        Arguments.Add(_policy);
        Arguments.Add(_location);
        foreach (var option in new Option[] { _inventory, _columns, _arguments.Prices })
            Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        using var stores = new StoreDirectory(invocation.ReadSettings(), invocation.Host.Variables, invocation.Time);
        var location = invocation.Get(_location);
        var settings = stores.Require(location.Store);
        var spec = await _arguments.ReadAsync(invocation, invocation.Get(_policy), settings.Dialect).ConfigureAwait(false);
        var simulator = new TieringSimulator(stores.Open(settings), spec, invocation.Time.GetUtcNow());
        return await ShowAsync(invocation, location, SimulateAsync(invocation, simulator, location)).ConfigureAwait(false);
    }

    /// <summary>Prints what a simulation gives, when it does.</summary>
    /// <exception cref="RefusedException">The place cannot be read.</exception>
    internal static async Task<int> ShowAsync(Invocation invocation, StoreLocation location, Task<SimulationReport> simulation)
    {
        SimulationReport report;
        try
        {
            report = await simulation.ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is ObjectStoreException or InvalidDataException or IOException)
        {
            throw new RefusedException($"{location} could not be simulated: {refused.Message}");
        }
        if (invocation.IsJson)
            invocation.PrintJson(SimulationDocument.Of(report), TieringDocuments.Types.SimulationDocument);
        else
            SimulationPage.Print(invocation, report);
        return ExitCodes.Done;
    }

    private async Task<SimulationReport> SimulateAsync(Invocation invocation, TieringSimulator simulator, StoreLocation location)
    {
        if (invocation.Get(_inventory) is not { } file)
            return await simulator.OverListingAsync(location, invocation.Stopping).ConfigureAwait(false);
        var columns = (invocation.Get(_columns) ?? "Bucket,Key,Size,LastModifiedDate,ETag,StorageClass").Split(',', StringSplitOptions.TrimEntries);
        if (InventoryReader.Refusal(columns) is { } refusal)
            throw new RefusedException(refusal);
        return await simulator.OverAsync(location, InventoryReader.ReadAsync(file, columns, location.Prefix, invocation.Stopping), invocation.Stopping).ConfigureAwait(false);
    }
}
