using System.Text.Json;
using System.Text.Json.Serialization;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Options;
using BulkCopy.Server.Secrets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BulkCopy.Server.Stores;

/// <summary>
/// All stores of this process: those of the configuration, then those that operators entered. The latter are read again every few seconds and after a change here;
/// a name of the configuration wins.
/// </summary>
public sealed class StoreCatalog : IStoreDirectory, IDisposable
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly ConfiguredStores configured;
    private readonly StoreTable table;
    private readonly SecretSealer sealer;
    private readonly EndpointGuard guard;
    private readonly TimeProvider time;
    private readonly ILogger<StoreCatalog> log;
    private readonly SemaphoreSlim one = new(1, 1);
    private volatile Dictionary<string, Entered> entered = new(StringComparer.OrdinalIgnoreCase);

    internal StoreCatalog(ConfiguredStores configured, StoreTable table, SecretSealer sealer, EndpointGuard guard, TimeProvider time, ILogger<StoreCatalog> log)
    {
        (this.configured, this.table, this.sealer, this.guard, this.time, this.log) = (configured, table, sealer, guard, time, log);
    }

    /// <summary>A catalog outside a server, for a process of workers: it calls <see cref="RefreshAsync"/> now and then.</summary>
    /// <exception cref="SecretUnavailableException">A master key cannot be had.</exception>
    public static StoreCatalog Over(NpgsqlDataSource database, ConfiguredStores configured, ServerOptions options, TimeProvider time, ILogger<StoreCatalog> log) =>
        new(configured, new StoreTable(database), new SecretSealer(new MasterKeys(options.Secrets)),
            new EndpointGuard(Microsoft.Extensions.Options.Options.Create(options)), time, log);

    /// <inheritdoc/>
    public IObjectStore? Find(string name) => configured.Find(name) ?? entered.GetValueOrDefault(name)?.Client;

    /// <inheritdoc/>
    public CustomerKey? FindCustomerKey(string store, string name) => configured.FindCustomerKey(store, name);

    /// <summary>Whether the configuration has a store of this name.</summary>
    internal bool IsConfigured(string name) => configured.Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of the stores of the configuration.</summary>
    internal IReadOnlyList<string> ConfiguredNames => configured.Names;

    /// <summary>Reads the stores that operators entered; clients of unchanged ones stay.</summary>
    /// <remarks>Clients of changed ones are not disposed of at once: requests may still run on them.</remarks>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var next = new Dictionary<string, Entered>(StringComparer.OrdinalIgnoreCase);
            foreach (var row in await table.ListAsync(cancellationToken).ConfigureAwait(false))
                if (entered.TryGetValue(row.Name, out var known) && known.Revision == row.Revision && known.CreatedAt == row.CreatedAt)
                    next[row.Name] = known;
                else if (TryCreate(row) is { } client)
                    next[row.Name] = new Entered(row.Revision, row.CreatedAt, client);
            entered = next;
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var store in entered.Values)
            store.Client.Dispose();
        one.Dispose();
    }

    private ObjectStoreClient? TryCreate(StoreRow row)
    {
        try
        {
            var settings = JsonSerializer.Deserialize<StoreSettings>(row.Settings, Json)!;
            var secret = StoreSecret.Read(sealer.Open(row.Name, new SealedSecret(row.MasterKeyId, row.SealedKey, row.SealedSecret)));
            return ObjectStoreClient.Create(
                new ObjectStoreOptions
                {
                    Name = row.Name,
                    Dialect = Dialect.Parse(settings.Dialect),
                    Region = settings.Region,
                    Endpoint = settings.Endpoint,
                    AddressingStyle = settings.Addressing,
                    UseHttps = settings.UseHttps,
                    Credentials = new StaticCredentialProvider(new StoreCredentials(row.AccessKeyId, secret.SecretAccessKey, secret.SessionToken)),
                    AllowsAddress = guard.Allows,
                    // Workers use these clients too, and their gates must see every request.
                    RepeatsThrottled = false,
                },
                time);
        }
        catch (Exception e) when (e is SecretUnavailableException or ArgumentException or JsonException)
        {
            Log.StoreUnusable(log, row.Name, e.Message);
            return null;
        }
    }

    private sealed record Entered(int Revision, DateTimeOffset CreatedAt, ObjectStoreClient Client);
}
