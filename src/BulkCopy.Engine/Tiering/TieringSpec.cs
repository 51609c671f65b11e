namespace BulkCopy.Engine.Tiering;

/// <summary>The part of a job that makes it a tiering job: its source and destination are the same place.</summary>
public sealed record TieringSpec
{
    /// <summary>The policy, as it was when the job was declared.</summary>
    public required TieringPolicy Policy { get; init; }
    /// <summary>Prices for the ledger and the cap on restores; <c>null</c>: costs are not written down.</summary>
    public PriceTable? Prices { get; init; }
}
