using BulkCopy.Engine.Tiering;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Dashboard.Classes;

/// <summary>Flow between storage classes.</summary>
public sealed record ClassModel
{
    public required DateOnly From { get; init; }
    public required DateOnly Through { get; init; }
    public required string Measure { get; init; }
    public required IReadOnlyList<TransitionDay> Days { get; init; }
    public required IReadOnlyList<RestoreWaitRow> Waits { get; init; }
    public required SimulationModel Simulation { get; init; }
}

/// <summary>A policy that is tried out.</summary>
/// <param name="Place">STORE:BUCKET/PREFIX.</param>
/// <param name="Policy">The document.</param>
/// <param name="Report">What it would do.</param>
/// <param name="Problems">Why nothing can be said.</param>
public sealed record SimulationModel(string Place, string Policy, SimulationReport? Report, IReadOnlyList<string> Problems);
