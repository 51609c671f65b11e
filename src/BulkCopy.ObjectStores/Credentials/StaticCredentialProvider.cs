namespace BulkCopy.ObjectStores.Credentials;

/// <summary>Always the same credentials.</summary>
/// <param name="credentials">The credentials.</param>
public sealed class StaticCredentialProvider(StoreCredentials credentials) : ICredentialProvider
{
    /// <inheritdoc />
    public ValueTask<StoreCredentials> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(credentials);
}
