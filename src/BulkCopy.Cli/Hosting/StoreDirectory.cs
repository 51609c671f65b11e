using System.Collections.Concurrent;
using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Hosting;

/// <summary>The configured stores; a client is made when its store is first asked for.</summary>
internal sealed class StoreDirectory(BulkCopySettings settings, IReadOnlyDictionary<string, string> variables, TimeProvider time) : IStoreDirectory, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<ObjectStoreClient>> _clients = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Lazy<ObjectStoreClient>> _workerClients = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The store of this name; <c>null</c> if it is not configured here, or its credentials cannot be had: then others must serve its runs.</summary>
    public IObjectStore? Find(string name) =>
        settings.Stores.TryGetValue(name, out var store) && !StoreCredentialSource.Problems(store.Credentials, variables).Any()
            ? _workerClients.GetOrAdd(store.Name, _ => new Lazy<ObjectStoreClient>(() => Create(store, repeatsThrottled: false))).Value
            : null;

    /// <inheritdoc/>
    public CustomerKey? FindCustomerKey(string store, string name) =>
        settings.Stores.TryGetValue(store, out var found) && found.CustomerKeys.TryGetValue(name, out var reference)
            ? CustomerKeySource.Read(reference, variables, out _)
            : null;

    /// <summary>Why a store's customer key cannot be used, as a sentence; <c>null</c> if it can.</summary>
    public string? CustomerKeyProblem(StoreSettings store, string name)
    {
        if (!store.CustomerKeys.TryGetValue(name, out var reference))
            return $"There is no customer key '{name}' in {store.Describe()}: declare it as Stores:{store.Name}:CustomerKeys:{name}, env:NAME or file:PATH.";
        CustomerKeySource.Read(reference, variables, out var problem);
        return problem;
    }

    /// <summary>The client of a store for a verb that asks it a few things; workers have clients of their own, whose every request passes a gate.</summary>
    /// <exception cref="ConfigurationException">Its credentials cannot be had.</exception>
    public IObjectStore Open(StoreSettings store) =>
        _clients.GetOrAdd(store.Name, _ => new Lazy<ObjectStoreClient>(() => Create(store, repeatsThrottled: true))).Value;

    /// <summary>The store's settings.</summary>
    /// <exception cref="RefusedException">There is no such store; the message lists those there are.</exception>
    public StoreSettings Require(string name)
    {
        if (settings.Stores.TryGetValue(name, out var store))
            return store;
        var known = settings.Stores.Keys.Order(StringComparer.Ordinal).ToArray();
        var hint = EditDistance.Nearest(name, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        throw new RefusedException(known.Length == 0
            ? $"There is no store '{name}': none is configured. Declare it under Stores in appsettings.json or in a file named by --config."
            : $"There is no store '{name}'.{hint} Configured are {string.Join(", ", known)}.");
    }

    /// <summary>Fetches the secrets of every store, so that a missing one is noticed before work begins.</summary>
    /// <exception cref="ConfigurationException">Some cannot be had.</exception>
    public void RequireCredentials()
    {
        var problems = settings.Stores.Values.SelectMany(store => StoreCredentialSource.Problems(store.Credentials, variables)).ToArray();
        if (problems.Length > 0)
            throw new ConfigurationException(problems);
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values.Concat(_workerClients.Values))
            if (client.IsValueCreated)
                client.Value.Dispose();
    }

    private ObjectStoreClient Create(StoreSettings store, bool repeatsThrottled)
    {
        var defaults = new ObjectStoreOptions
        {
            Name = store.Name,
            Dialect = store.Dialect,
            Region = store.Region,
            Credentials = StoreCredentialSource.Create(store.Credentials, variables, time),
        };
        return ObjectStoreClient.Create(
            defaults with
            {
                Endpoint = store.Endpoint,
                ConnectTo = store.ConnectTo,
                AddressingStyle = store.Addressing,
                SignatureScheme = store.Signature,
                UseHttps = store.UseHttps,
                AttemptTimeout = store.AttemptTimeout ?? defaults.AttemptTimeout,
                CopyTimeout = store.CopyTimeout ?? defaults.CopyTimeout,
                TotalTimeout = store.TotalTimeout ?? defaults.TotalTimeout,
                MaxAttempts = store.MaxAttempts ?? defaults.MaxAttempts,
                MaxConnections = store.MaxConnections ?? defaults.MaxConnections,
                Limits = store.Limits,
                RepeatsThrottled = repeatsThrottled,
            },
            time);
    }
}
