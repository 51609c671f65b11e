using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy stores test</c>: tries a bucket without changing anything.</summary>
internal sealed class StoresTestCommand : StoreVerb
{
    private readonly Argument<StoreLocation> _location = ArgumentTypes.Location("STORE:BUCKET/PREFIX", "The bucket to try; a prefix is optional.");

    public StoresTestCommand(CliHost host)
        : base("test", "Try a bucket of a store: credentials, access, listing, versioning. Changes nothing.", host) => Arguments.Add(_location);

    protected override async Task<int> RunAsync(Invocation invocation, IStoreOperations stores)
    {
        var trial = await stores.TestAsync(invocation.Get(_location), invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(trial, DocumentJson.Types.StoreTestDocument);
        else
            foreach (var check in trial.Checks)
                invocation.Terminal.Output.WriteLine($"{(check.Ok ? "ok    " : "failed")}  {check.Check,-12}{check.Detail}");
        return trial.Ok ? ExitCodes.Done : ExitCodes.Failed;
    }
}
