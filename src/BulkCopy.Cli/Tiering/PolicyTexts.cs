using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Tiering;

/// <summary>Policies and prices as documents, read for the store they are applied to.</summary>
internal static class PolicyTexts
{
    /// <summary>The tiering job of a request.</summary>
    /// <exception cref="RefusedException">Policy or prices are broken, or the store is unknown.</exception>
    public static JobSpec Declare(TieringRequest request, StoreDirectory stores) =>
        TieringJobs.Declare(request.Place!, Read(request, stores.Require(request.Place!.Store).Dialect), request.Name);

    /// <summary>Policy and prices.</summary>
    /// <exception cref="RefusedException">They are broken.</exception>
    public static TieringSpec Read(TieringRequest request, Dialect dialect) =>
        request.Read(dialect, out var inPolicy, out var inPrices)
        ?? throw new RefusedException(string.Join(Environment.NewLine, Sentences("policy", inPolicy).Concat(Sentences("price table", inPrices))));

    private static IEnumerable<string> Sentences(string what, IReadOnlyList<PolicyProblem> problems) =>
        problems.Count == 0 ? [] : [$"The {what} cannot be used:", .. problems.Select(problem => $"  {problem}")];
}
