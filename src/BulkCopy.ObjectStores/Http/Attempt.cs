namespace BulkCopy.ObjectStores.Http;

/// <summary>What came of one attempt, and whether another may follow.</summary>
internal abstract class Attempt
{
    public StoreError? Error { get; protected init; }
    public bool MayRepeat { get; protected init; }
}

/// <inheritdoc/>
internal sealed class Attempt<T> : Attempt
{
    public Attempt(StoreResult<T> result, bool mayRepeat)
    {
        Result = result;
        Error = result.Error;
        MayRepeat = mayRepeat;
    }

    public StoreResult<T> Result { get; }
}
