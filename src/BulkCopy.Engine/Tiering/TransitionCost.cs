namespace BulkCopy.Engine.Tiering;

/// <summary>What moving one object costs once, and what storing it costs before and after, in the currency of the price table.</summary>
/// <param name="Requests">Reads, writes and restore requests.</param>
/// <param name="Retrieval">Reading or restoring the bytes, and keeping the restored copy.</param>
/// <param name="EarlyDeletion">The rest of the minimum duration of the class it leaves.</param>
/// <param name="MonthlyBefore">Storage of a month in the class it leaves.</param>
/// <param name="MonthlyAfter">Storage of a month in the class it goes to.</param>
public readonly record struct TransitionCost(decimal Requests, decimal Retrieval, decimal EarlyDeletion, decimal MonthlyBefore, decimal MonthlyAfter)
{
    /// <summary>What is paid once.</summary>
    public decimal Once => Requests + Retrieval + EarlyDeletion;

    /// <summary>Adds up.</summary>
    public static TransitionCost operator +(TransitionCost a, TransitionCost b) =>
        new(a.Requests + b.Requests, a.Retrieval + b.Retrieval, a.EarlyDeletion + b.EarlyDeletion, a.MonthlyBefore + b.MonthlyBefore, a.MonthlyAfter + b.MonthlyAfter);

    /// <summary>Adds up.</summary>
    public static TransitionCost Add(TransitionCost a, TransitionCost b) => a + b;
}
