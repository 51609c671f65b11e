namespace BulkCopy.Cli.Operations;

/// <summary>A server did not answer, or failed. Exit code 1.</summary>
internal sealed class ServerUnavailableException(string sentence, Exception? inner) : Exception(sentence, inner);
