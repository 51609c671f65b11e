using BulkCopy.Cli;
using BulkCopy.Cli.Output;

return await new EntryPoint(Terminal.OfProcess(), TimeProvider.System, EntryPoint.VariablesOfProcess()).RunAsync(args);
