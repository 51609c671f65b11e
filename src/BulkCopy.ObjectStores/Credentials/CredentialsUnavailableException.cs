namespace BulkCopy.ObjectStores.Credentials;

/// <summary>Credentials could not be had. The message names the place and what to mend there, never a secret.</summary>
public sealed class CredentialsUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CredentialsUnavailableException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public CredentialsUnavailableException(string message, Exception innerException) : base(message, innerException) { }
}
