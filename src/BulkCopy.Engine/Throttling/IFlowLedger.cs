using BulkCopy.Engine.Workers;

namespace BulkCopy.Engine.Throttling;

/// <summary>Where workers tell each other what they do to buckets.</summary>
public interface IFlowLedger
{
    /// <summary>Writes this worker's reports, removes those of <paramref name="left"/>, and reads what concerns the reported buckets: one round trip.
    /// After a crash of the database reports are gone and come again with the next exchange.</summary>
    Task<IReadOnlyList<FleetReading>> ExchangeAsync(WorkerId worker, IReadOnlyList<FlowReport> reports, IReadOnlyList<FlowTarget> left, CancellationToken cancellationToken);

    /// <summary>Writes a level over the revision before it. <c>false</c>: another worker made this step, which is normal.</summary>
    Task<bool> StepIfRevisionAsync(FlowTarget target, FlowLevel next, CancellationToken cancellationToken);

    /// <summary>Removes the reports of workers whose lease ended over a minute ago. Returns how many; zero is normal.</summary>
    Task<int> ForgetDepartedAsync(CancellationToken cancellationToken);
}
