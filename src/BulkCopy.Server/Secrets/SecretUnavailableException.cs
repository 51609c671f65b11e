namespace BulkCopy.Server.Secrets;

/// <summary>A secret that is needed is not there, or cannot be opened with the keys there are. Holds no secret.</summary>
public sealed class SecretUnavailableException(string message) : Exception(message);
