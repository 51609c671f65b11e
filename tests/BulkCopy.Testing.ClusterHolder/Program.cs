using BulkCopy.Postgres.Cluster;

// A process for tests to kill: uses the private cluster in the given directory until its standard input ends.
await using var cluster = await PrivateCluster.AcquireAsync(
    new PrivateClusterOptions { DataDirectory = args[0], Durable = false }, TimeProvider.System, CancellationToken.None);
Console.WriteLine(cluster.ConnectionString);
await Console.In.ReadToEndAsync();
