using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Documents;

/// <summary>A policy to be applied to a place, as documents. They are read for the dialect of the place's store, which whoever asks need not know.</summary>
public sealed record TieringRequest
{
    /// <summary>The bucket or prefix: <c>STORE:BUCKET/PREFIX</c>.</summary>
    public StoreLocation? Place { get; init; }
    /// <summary>The policy document, YAML or JSON.</summary>
    public string? Policy { get; init; }
    /// <summary>The price table, YAML or JSON; <c>null</c> for the one that is built in.</summary>
    public string? Prices { get; init; }
    /// <summary>Name of the job; <c>null</c>: policy and place.</summary>
    public string? Name { get; init; }
    /// <summary>Wait for confirmation after listing.</summary>
    public bool Confirm { get; init; }

    /// <summary>Reads the documents for a dialect.</summary>
    /// <param name="dialect">The dialect of the store.</param>
    /// <param name="inPolicy">What is wrong with the policy.</param>
    /// <param name="inPrices">What is wrong with the prices.</param>
    /// <returns>The policy with its prices; <c>null</c> if something is wrong.</returns>
    public TieringSpec? Read(Dialect dialect, out IReadOnlyList<PolicyProblem> inPolicy, out IReadOnlyList<PolicyProblem> inPrices)
    {
        var read = PolicyReader.Read(Policy ?? "", dialect);
        inPolicy = read.Problems;
        var prices = PriceReader.Read(Prices ?? PriceReader.DefaultText, dialect.Name, out inPrices);
        return read.Policy is { } policy && inPrices.Count == 0 ? new TieringSpec { Policy = policy, Prices = prices } : null;
    }
}
