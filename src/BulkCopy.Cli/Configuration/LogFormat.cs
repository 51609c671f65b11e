namespace BulkCopy.Cli.Configuration;

/// <summary>How log lines are written to standard error.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,
    /// <summary>One JSON object per line, for programs.</summary>
    Json,
}
