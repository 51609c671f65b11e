using System.CommandLine;

namespace BulkCopy.Cli.Verbs;

/// <summary>A command that does something when it is invoked.</summary>
internal abstract class Verb : Command
{
    private readonly CliHost _host;

    protected Verb(string name, string description, CliHost host)
        : base(name, description)
    {
        _host = host;
        SetAction((parsed, _) => InvokeAsync(parsed));
    }

    /// <summary>Does it and returns the exit code.</summary>
    protected abstract Task<int> RunAsync(Invocation invocation);

    private async Task<int> InvokeAsync(ParseResult parsed)
    {
        using var shutdown = new Shutdown(_host.Terminal.Error);
        return await RunAsync(new Invocation(_host, parsed, shutdown)).ConfigureAwait(false);
    }
}
