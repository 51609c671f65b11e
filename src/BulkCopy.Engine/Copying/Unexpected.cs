using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;

namespace BulkCopy.Engine.Copying;

/// <summary>Tells errors nobody foresaw from those that steer a worker: the former fail an attempt, so that one odd object cannot stop a run.</summary>
internal static class Unexpected
{
    public static bool Is(Exception exception) =>
        exception is not (OperationCanceledException or LeaseLostException or LedgerUnavailableException or RunStoppedException or TurnGivenUpException);
}
