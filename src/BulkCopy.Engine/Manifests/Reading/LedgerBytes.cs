using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>A manifest whose bytes were written into the ledger when its run was made.</summary>
internal sealed class LedgerBytes(IManifestLedger ledger, RunId run, int file) : ManifestBytes
{
    public override async Task OpenAsync(CancellationToken cancellationToken) => Length = await ledger.ReadFileLengthAsync(run, file, cancellationToken).ConfigureAwait(false);

    public override async Task ReadAsync(long offset, Memory<byte> block, CancellationToken cancellationToken) =>
        (await ledger.ReadFileAsync(run, file, offset, block.Length, cancellationToken).ConfigureAwait(false)).CopyTo(block);
}
