namespace BulkCopy.Engine.Documents;

/// <summary>How a completion report is written.</summary>
public enum ReportFormat
{
    /// <summary>Comma-separated values with a heading, RFC 4180.</summary>
    Csv,

    /// <summary>One JSON document per line.</summary>
    Json,
}
