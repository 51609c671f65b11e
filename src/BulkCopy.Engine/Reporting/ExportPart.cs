namespace BulkCopy.Engine.Reporting;

/// <summary>A part of a run's ledger that can be exported.</summary>
public enum ExportPart
{
    /// <summary>Every entry as it was listed.</summary>
    Entries,
    /// <summary>Every outcome of every attempt.</summary>
    Outcomes,
    /// <summary>Every part that was copied.</summary>
    Parts,
    /// <summary>The run's events.</summary>
    Events,
    /// <summary>Which version became which at the destination.</summary>
    Versions,
}
