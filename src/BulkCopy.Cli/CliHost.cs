using BulkCopy.Cli.Output;

namespace BulkCopy.Cli;

/// <summary>What a verb gets from the process it runs in.</summary>
/// <param name="Terminal">Where it prints.</param>
/// <param name="Time">The clock.</param>
/// <param name="Variables">Environment variables by name.</param>
internal sealed record CliHost(Terminal Terminal, TimeProvider Time, IReadOnlyDictionary<string, string> Variables);
