using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Probing;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy stores probe</c>: tries what stores really do, and writes it down for the runs to come.</summary>
internal sealed class StoresProbeCommand : StoreVerb
{
    private readonly Argument<StoreLocation> _location = ArgumentTypes.Location("STORE:BUCKET/PREFIX", "Where to try: small objects are made in a scratch folder of it, and removed.");
    private readonly Option<StoreLocation?> _to = new("--to")
    {
        Description = "The destination of copies from there: the scratch folder is made in it instead, and the first place is only read.",
        HelpName = "STORE:BUCKET/PREFIX",
        CustomParser = result =>
        {
            var location = StoreLocation.Parse(result.Tokens[0].Value, out var error);
            if (error is not null)
                result.AddError(error);
            return location;
        },
    };

    public StoresProbeCommand(CliHost host)
        : base("probe", "Try what stores really do with conditions, versions, metadata and tags, and write it down for the runs to come.", host)
    {
        Arguments.Add(_location);
        Options.Add(_to);
    }

    protected override async Task<int> RunAsync(Invocation invocation, IStoreOperations stores)
    {
        var from = invocation.Get(_location);
        var found = await stores.ProbeAsync(from, invocation.Get(_to) ?? from, invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(found, DocumentJson.Types.ProbeDocument);
        else
            Print(invocation, found);
        return ExitCodes.Done;
    }

    private static void Print(Invocation invocation, ProbeDocument found)
    {
        foreach (var (what, answer) in new[]
                 {
                     ("copies keep to source conditions", found.CopyConditions), ("part copies keep to source conditions", found.PartCopyConditions),
                     ("copies tell their version", found.TellsVersionIds), ("copies can be kept from overwriting", found.OverwriteGuard),
                     ("copies tell their CRC-64", found.TellsCrc64), ("copies carry headers and metadata", found.CarriesMetadata),
                     ("copies carry tags", found.CarriesTags), ("copies take new metadata", found.ReplacesMetadata), ("the source can be copied from", found.CopiesFromSource),
                 })
            invocation.Terminal.Output.WriteLine($"{answer switch { true => "yes  ", false => "no   ", null => "?    " }}{what}");
        foreach (var finding in found.Findings)
            invocation.Terminal.Output.WriteLine(finding);
        invocation.Terminal.Output.WriteLine($"{found.Requests} requests; runs trust this for {StoreCapabilities.FreshFor.TotalHours:0} h.");
    }
}
