using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Operations;

/// <summary>Stores, as verbs see them: those of this configuration, or those of a server.</summary>
internal interface IStoreOperations : IAsyncDisposable
{
    /// <summary>All stores, by name.</summary>
    Task<IReadOnlyList<StoreDocument>> ListAsync(CancellationToken cancellationToken);

    /// <exception cref="Output.RefusedException">There is no such store.</exception>
    Task<StoreDocument> ShowAsync(string name, CancellationToken cancellationToken);

    /// <summary>Asks a bucket what a copy would ask of it.</summary>
    Task<StoreTestDocument> TestAsync(StoreLocation location, CancellationToken cancellationToken);

    /// <summary>Tries what stores really do with copies from one place to another, and writes it down for the runs to come.</summary>
    /// <exception cref="Output.RefusedException">Nothing could be tried.</exception>
    Task<ProbeDocument> ProbeAsync(StoreLocation from, StoreLocation to, CancellationToken cancellationToken);

    /// <summary>Seals the secrets that were entered at a server with the current master key; how many.</summary>
    /// <exception cref="Output.RefusedException">A master key is missing.</exception>
    Task<int> RotateSecretsAsync(CancellationToken cancellationToken);
}
