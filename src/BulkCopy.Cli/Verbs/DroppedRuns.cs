using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;

namespace BulkCopy.Cli.Verbs;

/// <summary>Tells which runs were dropped.</summary>
internal static class DroppedRuns
{
    public static void Tell(Invocation invocation, IReadOnlyList<int> dropped)
    {
        if (invocation.IsJson)
            invocation.PrintJson(new DroppedDocument(dropped), DocumentJson.Types.DroppedDocument);
        else
            invocation.Terminal.Output.WriteLine(dropped.Count == 0 ? "No run was dropped." : $"Dropped {(dropped.Count == 1 ? "run" : "runs")} {string.Join(", ", dropped)}. What stays of them: bulkcopy runs list --dropped");
    }
}
