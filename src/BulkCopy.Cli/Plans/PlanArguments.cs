using System.CommandLine;
using BulkCopy.Cli.Tiering;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Plans;

/// <summary>How a plan is made: prices, rates, samples.</summary>
internal sealed class PlanArguments
{
    private readonly Option<string?> _prices = new("--prices") { Description = "Price table. Default: the one that 'bulkcopy tiering prices' prints; edit it.", HelpName = "FILE" };
    private readonly Option<int?> _sample = ArgumentTypes.Number("--sample", "Look at the first N objects only. Default: all.", 1, int.MaxValue);
    private readonly Option<int?> _expected = ArgumentTypes.Number("--expect-objects", "How many objects the source has, to extrapolate a sample to.", 1, int.MaxValue);
    private readonly Option<int?> _inspect = ArgumentTypes.Number("--inspect", "Objects whose metadata and tags are looked at, one request each. Default: 100.", 0, 100_000);
    private readonly Option<bool> _probe = new("--probe") { Description = "Try in a scratch folder of the destination what the stores really do, as a run does, and remove what that made. Default: nothing is written anywhere." };
    private readonly Option<int?> _concurrency = ArgumentTypes.Number("--concurrency", "Requests in flight that the time is computed with. Default: 96.", 1, 4096);
    private readonly Option<int?> _rate = ArgumentTypes.Number("--requests-per-second", "Write requests per second that the destination allows. Default: no limit.", 1, 1_000_000);
    private readonly Option<long?> _relayRate = ArgumentTypes.Size("--relay-rate", "Bytes per second that all workers relay together. Default: 110MiB.");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _prices, _sample, _expected, _inspect, _probe, _concurrency, _rate, _relayRate })
            command.Options.Add(option);
    }

    /// <summary>The price table that was named.</summary>
    public string? PriceFile(Invocation invocation) => invocation.Get(_prices);

    /// <summary>What is asked for.</summary>
    /// <exception cref="Output.RefusedException">The price table cannot be read.</exception>
    public async Task<PlanRequest> ReadAsync(Invocation invocation, JobSpec job) => new()
    {
        Job = job,
        Prices = PriceFile(invocation) is { } file ? await PolicyArguments.ReadFileAsync(file, invocation.Stopping).ConfigureAwait(false) : null,
        SampleObjects = invocation.Get(_sample),
        ExpectedObjects = invocation.Get(_expected),
        InspectedObjects = invocation.Get(_inspect),
        Probe = invocation.Get(_probe),
        Concurrency = invocation.Get(_concurrency),
        RequestsPerSecond = invocation.Get(_rate),
        RelayBytesPerSecond = invocation.Get(_relayRate),
    };
}
