namespace BulkCopy.Postgres.Cluster;

/// <summary>What a private PostgreSQL cluster is made of.</summary>
public sealed record PrivateClusterOptions
{
    /// <summary>Where the cluster, its socket and its lock files live; created when missing. See <see cref="ClusterHome.Find()"/>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// The directory of PostgreSQL's programs. Default: the environment variable <c>BULKCOPY_POSTGRES_BIN</c>,
    /// otherwise they are looked for on the machine.
    /// </summary>
    public string? BinDirectory { get; init; }

    /// <summary>Whether a commit survives a power cut (<c>fsync</c>). Default true; false is for tests, where a start costs less.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>PostgreSQL's <c>max_connections</c>. Default 100. The process that starts the server decides.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>How long a start, a recovery after a crash, a stop, or another process doing one of these is waited for. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
