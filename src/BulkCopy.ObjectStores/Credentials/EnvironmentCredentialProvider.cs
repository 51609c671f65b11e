namespace BulkCopy.ObjectStores.Credentials;

/// <summary>Credentials from environment variables, read once at the first request.</summary>
/// <param name="accessKeyIdVariable">The name of the variable with the access key id.</param>
/// <param name="secretAccessKeyVariable">The name of the variable with the secret access key.</param>
/// <param name="sessionTokenVariable">The name of the variable with the session token, or null; it may be unset.</param>
public sealed class EnvironmentCredentialProvider(
    string accessKeyIdVariable, string secretAccessKeyVariable, string? sessionTokenVariable = null) : ICredentialProvider
{
    private StoreCredentials? _credentials;

    /// <inheritdoc />
    public ValueTask<StoreCredentials> GetAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(_credentials ??= Read());

    private StoreCredentials Read() => new(
        Required(accessKeyIdVariable),
        Required(secretAccessKeyVariable),
        sessionTokenVariable is null ? null : Environment.GetEnvironmentVariable(sessionTokenVariable)?.Trim());

    private static string Required(string variable)
    {
        var value = Environment.GetEnvironmentVariable(variable)?.Trim();
        return string.IsNullOrEmpty(value)
            ? throw new CredentialsUnavailableException($"The environment variable {variable} is not set. Set it, or name another source of credentials for the store.")
            : value;
    }
}
