namespace BulkCopy.ObjectStores.Credentials;

/// <summary>Where the credentials of a store come from. Asked before every request, so answers must be cheap.</summary>
public interface ICredentialProvider
{
    /// <summary>The credentials to sign the next request with.</summary>
    /// <exception cref="CredentialsUnavailableException">There are none; the message says what is missing and where.</exception>
    ValueTask<StoreCredentials> GetAsync(CancellationToken cancellationToken);
}
