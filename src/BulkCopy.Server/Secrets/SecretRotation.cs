using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Options;
using BulkCopy.Server.Webhooks;
using Npgsql;

namespace BulkCopy.Server.Secrets;

/// <summary>Seals all secrets with the current master key, so that earlier ones can be taken away.</summary>
public sealed class SecretRotation
{
    private readonly StoreTable stores;
    private readonly WebhookTable webhooks;
    private readonly SecretSealer sealer;

    internal SecretRotation(StoreTable stores, WebhookTable webhooks, SecretSealer sealer) => (this.stores, this.webhooks, this.sealer) = (stores, webhooks, sealer);

    /// <summary>A rotation outside a server, for a command.</summary>
    /// <exception cref="SecretUnavailableException">A master key cannot be had.</exception>
    public static SecretRotation Over(NpgsqlDataSource database, SecretOptions options) => new(new StoreTable(database), new WebhookTable(database), new SecretSealer(new MasterKeys(options)));

    /// <summary>Seals what another master key seals; idempotent. Returns how many secrets were sealed anew.</summary>
    /// <exception cref="SecretUnavailableException">A secret's master key is not configured, or there is no current one.</exception>
    public async Task<int> RotateAsync(CancellationToken cancellationToken)
    {
        var rotated = 0;
        foreach (var store in await stores.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (store.MasterKeyId == sealer.CurrentMasterKeyId)
                continue;
            var resealed = sealer.Reseal(store.Name, new SealedSecret(store.MasterKeyId, store.SealedKey, store.SealedSecret));
            // A store that was changed meanwhile has been sealed with the current key by that change.
            if (await stores.ResealIfRevisionAsync(store.Name, store.Revision, resealed.MasterKeyId, resealed.SealedKey, cancellationToken).ConfigureAwait(false))
                rotated++;
        }
        return rotated + await RotateWebhooksAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> RotateWebhooksAsync(CancellationToken cancellationToken)
    {
        var rotated = 0;
        foreach (var webhook in await webhooks.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (webhook.MasterKeyId == sealer.CurrentMasterKeyId)
                continue;
            var resealed = sealer.Reseal(WebhookSecret.Owner(webhook.Name), new SealedSecret(webhook.MasterKeyId, webhook.SealedKey, webhook.SealedSecret));
            if (await webhooks.ResealIfRevisionAsync(webhook.Name, webhook.Revision, resealed.MasterKeyId, resealed.SealedKey, cancellationToken).ConfigureAwait(false))
                rotated++;
        }
        return rotated;
    }
}
