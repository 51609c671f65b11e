using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;

namespace BulkCopy.Cli.Tiering;

/// <summary>A verb that prints a document of the program.</summary>
internal sealed class TieringTextCommand(string name, string description, Func<string> text, CliHost host) : Verb(name, description, host)
{
    protected override Task<int> RunAsync(Invocation invocation)
    {
        invocation.Terminal.Output.Write(text());
        return Task.FromResult(ExitCodes.Done);
    }
}
