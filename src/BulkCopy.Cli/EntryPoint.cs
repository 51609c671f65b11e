using System.Collections;
using System.CommandLine;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;

namespace BulkCopy.Cli;

/// <summary>Parses the command line, runs the verb, and turns what went wrong into sentences and an exit code.</summary>
internal sealed class EntryPoint(Terminal terminal, TimeProvider time, IReadOnlyDictionary<string, string> variables)
{
    public static IReadOnlyDictionary<string, string> VariablesOfProcess() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal);

    public async Task<int> RunAsync(string[] args)
    {
        var root = new BulkCopyCommand(new CliHost(terminal, time, variables));
        var parsed = OptionVariables.Parse(root, args, variables);
        if (parsed.Errors.Count > 0)
        {
            foreach (var sentence in CommandLineErrors.Explain(parsed))
                await terminal.Error.WriteLineAsync($"bulkcopy: {sentence}").ConfigureAwait(false);
            await terminal.Error.WriteLineAsync($"Try '{CommandLineErrors.PathOf(parsed.CommandResult)} --help'.").ConfigureAwait(false);
            return ExitCodes.Refused;
        }

        // Signals are ours: the first drains, the second abandons.
        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = terminal.Output,
            Error = terminal.Error,
        };
        try
        {
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var failure = FailureReport.Of(e, parsed.GetValue(GlobalOptions.Verbose));
            foreach (var line in failure.Lines)
                await terminal.Error.WriteLineAsync($"bulkcopy: {line}").ConfigureAwait(false);
            return failure.ExitCode;
        }
    }
}
