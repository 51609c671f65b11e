namespace BulkCopy.Cli.Output;

/// <summary>What was asked for cannot be done as it was asked; nothing was changed. One sentence with the remedy. Exit code 2.</summary>
internal sealed class RefusedException(string sentence) : Exception(sentence);
