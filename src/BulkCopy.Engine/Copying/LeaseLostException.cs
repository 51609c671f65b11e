namespace BulkCopy.Engine.Copying;

/// <summary>This worker may have lost its work to others and must begin nothing more.</summary>
public sealed class LeaseLostException() : Exception("The worker's lease could not be renewed in time; its work is left to others.");
