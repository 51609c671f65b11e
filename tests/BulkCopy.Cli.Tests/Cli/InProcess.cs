using BulkCopy.Cli.Output;

namespace BulkCopy.Cli.Tests.Cli;

/// <summary>Runs a command line in the test's own process, where no process of its own is needed to believe the result.</summary>
internal static class InProcess
{
    public static async Task<ProcessResult> RunAsync(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new EntryPoint(new Terminal(output, error, false, false), TimeProvider.System, variables).RunAsync(arguments);
        return new ProcessResult(exitCode, output.ToString(), error.ToString());
    }

    public static Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);
}
