namespace BulkCopy.Engine.Segments;

/// <summary>The database could not be reached or did not answer in time. Whether the call took effect is unknown; every ledger call may be repeated.</summary>
public sealed class LedgerUnavailableException(string message, Exception inner) : Exception(message, inner);
