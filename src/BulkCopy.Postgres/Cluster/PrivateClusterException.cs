namespace BulkCopy.Postgres.Cluster;

/// <summary>A private cluster cannot be had; the message is one sentence that says why and what mends it.</summary>
public sealed class PrivateClusterException : Exception
{
    /// <summary>Creates the exception with its sentence.</summary>
    public PrivateClusterException(string message) : base(message) { }

    /// <summary>Creates the exception with its sentence and its cause.</summary>
    public PrivateClusterException(string message, Exception innerException) : base(message, innerException) { }
}
