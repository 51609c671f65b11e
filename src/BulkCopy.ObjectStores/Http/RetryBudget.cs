namespace BulkCopy.ObjectStores.Http;

/// <summary>
/// Keeps repeats from multiplying the load of a store that is failing: each costs <see cref="Cost"/> tokens, each success gives one back.
/// Full, it allows <see cref="Capacity"/> / <see cref="Cost"/> repeats in a row; then one call in five may be repeated.
/// </summary>
internal sealed class RetryBudget
{
    public const int Capacity = 500;
    public const int Cost = 5;

    private int tokens = Capacity;

    public bool TryWithdraw()
    {
        var left = Volatile.Read(ref tokens);
        while (left >= Cost)
        {
            var seen = Interlocked.CompareExchange(ref tokens, left - Cost, left);
            if (seen == left) return true;
            left = seen;
        }
        return false;
    }

    public void Deposit()
    {
        if (Volatile.Read(ref tokens) < Capacity) Interlocked.Increment(ref tokens);
    }
}
