using System.ComponentModel;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Documents;

/// <summary>A job to be planned, and how.</summary>
public sealed record PlanRequest
{
    /// <summary>The job as it would be made.</summary>
    [Description("The job as it would be made.")]
    public JobSpec? Job { get; init; }
    /// <summary>The price table, YAML or JSON; <c>null</c> for the one that is built in.</summary>
    [Description("The price table, YAML or JSON; the one that is built in if left out.")]
    public string? Prices { get; init; }
    /// <summary>Look at so many objects of the source only; <c>null</c>: all.</summary>
    [Description("Look at so many objects of the source only, and extrapolate; all if left out.")]
    public long? SampleObjects { get; init; }
    /// <summary>How many objects the source has, to extrapolate a sample to.</summary>
    [Description("How many objects the source has, to extrapolate a sample to.")]
    public long? ExpectedObjects { get; init; }
    /// <summary>Objects whose metadata and tags are looked at; <c>null</c>: 100.</summary>
    [Description("Objects whose metadata and tags are looked at, one request each; 100 if left out.")]
    public int? InspectedObjects { get; init; }
    /// <summary>Whether it is tried, in a scratch folder of the destination, what the stores really do.</summary>
    [Description("Try in a scratch folder of the destination what the stores really do, as a run does, and remove what that made; nothing is written if left out.")]
    public bool Probe { get; init; }
    /// <summary>Requests in flight that the time is computed with; <c>null</c>: 96.</summary>
    [Description("Requests in flight that the time is computed with; 96 if left out.")]
    public int? Concurrency { get; init; }
    /// <summary>Write requests per second that the destination allows; <c>null</c>: no limit.</summary>
    [Description("Write requests per second that the destination allows; no limit if left out.")]
    public double? RequestsPerSecond { get; init; }
    /// <summary>Bytes per second that all workers relay together; <c>null</c>: 110 MiB.</summary>
    [Description("Bytes per second that all workers relay together; 110 MiB if left out.")]
    public double? RelayBytesPerSecond { get; init; }

    /// <summary>Reads how the plan is made.</summary>
    /// <param name="dialects">Dialects of the job's stores.</param>
    /// <param name="problems">What is wrong with the prices.</param>
    public PlanOptions Read(IEnumerable<Dialect> dialects, out IReadOnlyList<PolicyProblem> problems)
    {
        var prices = new Dictionary<string, PriceTable?>();
        var found = new List<PolicyProblem>();
        foreach (var dialect in dialects)
        {
            prices[dialect.Name] = PriceReader.Read(Prices ?? PriceReader.DefaultText, dialect.Name, out var wrong);
            found.AddRange(wrong);
        }
        problems = [.. found.DistinctBy(problem => problem.ToString())];
        var (rates, options) = (new PlanRates(), new PlanOptions());
        return options with
        {
            Rates = rates with
            {
                Concurrency = Concurrency ?? rates.Concurrency,
                RequestsPerSecond = RequestsPerSecond,
                RelayBytesPerSecond = RelayBytesPerSecond ?? rates.RelayBytesPerSecond,
            },
            SampleObjects = SampleObjects,
            ExpectedObjects = ExpectedObjects,
            InspectedObjects = InspectedObjects ?? options.InspectedObjects,
            Probe = Probe,
            Prices = name => prices.GetValueOrDefault(name),
        };
    }
}
