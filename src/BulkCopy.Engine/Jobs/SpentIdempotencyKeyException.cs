namespace BulkCopy.Engine.Jobs;

/// <summary>An idempotency key belongs to a run whose rows have been dropped, so there is no run to be answered: another key is needed.</summary>
/// <param name="idempotencyKey">The key.</param>
public sealed class SpentIdempotencyKeyException(string idempotencyKey)
    : InvalidOperationException($"The idempotency key '{idempotencyKey}' was used by a job whose run has been dropped: use another key.");
