using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
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
        var request = await _arguments.ReadAsync(invocation, invocation.Get(_policy), invocation.Get(_location)).ConfigureAwait(false);
        if (invocation.Server is not null && invocation.Get(_inventory) is not null)
            throw new RefusedException("An inventory is read on this machine: leave --server away.");
        return await PrintAsync(invocation, request, (simulator, location) => SimulateAsync(invocation, simulator, location)).ConfigureAwait(false);
    }

    /// <summary>Simulates a policy over the listing of a place and prints what comes of it.</summary>
    internal static Task<int> PrintAsync(Invocation invocation, TieringRequest request) =>
        PrintAsync(invocation, request, (simulator, location) => simulator.OverListingAsync(location, invocation.Stopping));

    private static async Task<int> PrintAsync(Invocation invocation, TieringRequest request, Func<TieringSimulator, StoreLocation, Task<SimulationReport>> simulate)
    {
        var simulated = invocation.Server is { } server
            ? await AskAsync(invocation, server, request).ConfigureAwait(false) : await SimulateAsync(invocation, request, simulate).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(simulated, DocumentJson.Types.SimulationDocument);
        else
            SimulationPage.Print(invocation, simulated);
        return ExitCodes.Done;
    }

    private static async Task<SimulationDocument> AskAsync(Invocation invocation, string server, TieringRequest request)
    {
        await using var connection = ServerConnection.Open(server, invocation);
        return await connection.ChangeAsync<SimulationDocument>(HttpMethod.Post, "tiering/simulate", request, invocation.Stopping).ConfigureAwait(false);
    }

    private static async Task<SimulationDocument> SimulateAsync(
        Invocation invocation, TieringRequest request, Func<TieringSimulator, StoreLocation, Task<SimulationReport>> simulate)
    {
        using var stores = new StoreDirectory(invocation.ReadSettings(), invocation.Host.Variables, invocation.Time);
        var location = request.Place!;
        var settings = stores.Require(location.Store);
        var simulator = new TieringSimulator(stores.Open(settings), PolicyTexts.Read(request, settings.Dialect), invocation.Time.GetUtcNow());
        try
        {
            return SimulationDocument.Of(await simulate(simulator, location).ConfigureAwait(false));
        }
        catch (Exception refused) when (refused is ObjectStoreException or InvalidDataException or IOException)
        {
            throw new RefusedException($"{location} could not be simulated: {refused.Message}");
        }
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
