namespace BulkCopy.Engine.Throttling;

/// <summary>The worker drains, or the run pauses, while a request still waited for its turn: it was not sent.</summary>
internal sealed class TurnGivenUpException() : Exception("The request was not sent: the run is being stopped here.");
