using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy stores rotate-secrets</c>: seals what operators entered with the current master key.</summary>
internal sealed class StoresRotateSecretsCommand(CliHost host)
    : StoreVerb("rotate-secrets", "Seal the secrets of stores and webhooks that were entered at a server with the current master key.", host)
{
    protected override async Task<int> RunAsync(Invocation invocation, IStoreOperations stores)
    {
        var rotated = await stores.RotateSecretsAsync(invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(new RotationDocument(rotated), JsonDocuments.Types.RotationDocument);
        else
            invocation.Say($"{rotated} secrets were sealed anew. Server:Secrets:PreviousMasterKeysFrom is not needed any more.");
        return ExitCodes.Done;
    }
}
