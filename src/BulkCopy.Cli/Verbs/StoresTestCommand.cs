using System.CommandLine;
using BulkCopy.Cli.Checks;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy stores test</c>: tries a bucket without changing anything.</summary>
internal sealed class StoresTestCommand : Verb
{
    private readonly Argument<StoreLocation> _location = ArgumentTypes.Location("STORE:BUCKET/PREFIX", "The bucket to try; a prefix is optional.");

    public StoresTestCommand(CliHost host)
        : base("test", "Try a bucket of a store: credentials, access, listing, versioning. Changes nothing.", host) => Arguments.Add(_location);

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        using var stores = new StoreDirectory(invocation.ReadSettings(), invocation.Host.Variables, invocation.Time);
        var location = invocation.Get(_location);
        var store = stores.Require(location.Store);
        var checks = await new StoreTrial(store, stores.Open(store)).RunAsync(location, invocation.Stopping).ConfigureAwait(false);
        var ok = checks.All(check => check.Ok);
        if (invocation.IsJson)
            invocation.PrintJson(new StoreTestDocument(store.Name, location.Bucket, ok, checks), JsonDocuments.Types.StoreTestDocument);
        else
            foreach (var check in checks)
                invocation.Terminal.Output.WriteLine($"{(check.Ok ? "ok    " : "failed")}  {check.Check,-12}{check.Detail}");
        return ok ? ExitCodes.Done : ExitCodes.Failed;
    }
}
