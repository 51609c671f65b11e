using System.CommandLine;
using BulkCopy.Cli.Arguments;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Tiering;

/// <summary><c>bulkcopy tiering simulate</c>: what a policy would move, and what that would cost and save.</summary>
internal sealed class TieringSimulateCommand : Verb
{
    private readonly Argument<string> _policy = new("POLICY") { Description = "The policy document, YAML or JSON." };
    private readonly Argument<StoreLocation> _location = ArgumentTypes.Location("PLACE", "The bucket or prefix: STORE:BUCKET/PREFIX.");
    private readonly Option<string?> _inventory = new("--inventory") { Description = "Read this inventory instead of listing the bucket: its manifest.json, or one of its CSV files, plain or gzipped; on disk or in a bucket.", HelpName = "PATH|STORE:BUCKET/KEY" };
    private readonly Option<string?> _columns = new("--columns") { Description = "Columns of a CSV file in their order; a manifest.json names them itself. Default: Bucket,Key,Size,LastModifiedDate,ETag,StorageClass.", HelpName = "NAMES" };
    private readonly Option<PlusMeaning?> _plus = ManifestArguments.PlusOption();
    private readonly PolicyArguments _arguments = new();

    public TieringSimulateCommand(CliHost host)
        : base("simulate", "Say what a policy would do with a bucket: objects, bytes and cost per rule and class. Changes nothing.", host)
    {
        Arguments.Add(_policy);
        Arguments.Add(_location);
        foreach (var option in new Option[] { _inventory, _columns, _plus, _arguments.Prices })
            Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var request = await _arguments.ReadAsync(invocation, invocation.Get(_policy), invocation.Get(_location)).ConfigureAwait(false);
        if (invocation.Server is not null && invocation.Get(_inventory) is not null)
            throw new RefusedException("An inventory is read on this machine: leave --server away.");
        return await PrintAsync(invocation, request, (stores, simulator, location) => SimulateAsync(invocation, stores, simulator, location)).ConfigureAwait(false);
    }

    /// <summary>Simulates a policy over the listing of a place and prints what comes of it.</summary>
    internal static Task<int> PrintAsync(Invocation invocation, TieringRequest request) =>
        PrintAsync(invocation, request, (_, simulator, location) => simulator.OverListingAsync(location, invocation.Stopping));

    private static async Task<int> PrintAsync(Invocation invocation, TieringRequest request, Func<StoreDirectory, TieringSimulator, StoreLocation, Task<SimulationReport>> simulate)
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
        Invocation invocation, TieringRequest request, Func<StoreDirectory, TieringSimulator, StoreLocation, Task<SimulationReport>> simulate)
    {
        using var stores = new StoreDirectory(invocation.ReadSettings(), invocation.Host.Variables, invocation.Time);
        var location = request.Place!;
        var settings = stores.Require(location.Store);
        var simulator = new TieringSimulator(stores.Open(settings), PolicyTexts.Read(request, settings.Dialect), invocation.Time.GetUtcNow());
        try
        {
            return SimulationDocument.Of(await simulate(stores, simulator, location).ConfigureAwait(false));
        }
        catch (Exception refused) when (refused is ObjectStoreException or ManifestFormatException or IOException)
        {
            throw new RefusedException($"{location} could not be simulated: {refused.Message}");
        }
    }

    private async Task<SimulationReport> SimulateAsync(Invocation invocation, StoreDirectory stores, TieringSimulator simulator, StoreLocation location)
    {
        if (invocation.Get(_inventory) is not { } text)
            return await simulator.OverListingAsync(location, invocation.Stopping).ConfigureAwait(false);
        var manifest = ManifestArguments.Locate(text, null) with { Plus = invocation.Get(_plus) ?? PlusMeaning.Auto };
        if (manifest.Kind == ManifestKind.Csv)
            manifest = manifest with { Columns = (invocation.Get(_columns) ?? "Bucket,Key,Size,LastModifiedDate,ETag,StorageClass").Split(',', StringSplitOptions.TrimEntries), UrlEncoded = true };
        else if (invocation.IsGiven(_columns))
            throw new RefusedException("--columns names those of a CSV file: an inventory's manifest.json names its own.");
        var files = await LocalManifest.ReadAsync(manifest, invocation.Stopping).ConfigureAwait(false);
        var contents = await ManifestContent.OpenAsync(manifest, files, name => stores.Open(stores.Require(name)), invocation.Stopping).ConfigureAwait(false);
        return await simulator.OverAsync(location, InventoryReader.ReadAsync(contents, location.Prefix, invocation.Stopping), invocation.Stopping).ConfigureAwait(false);
    }
}
