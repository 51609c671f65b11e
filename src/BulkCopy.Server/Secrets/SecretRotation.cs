using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Secrets;

/// <summary>Seals all secrets with the current master key, so that earlier ones can be taken away.</summary>
internal sealed class SecretRotation(StoreTable stores, SecretSealer sealer)
{
    /// <summary>Seals what another master key seals; idempotent. Returns how many secrets were sealed anew.</summary>
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
        return rotated;
    }
}
