namespace BulkCopy.Emulator.Storage;

/// <summary>Where received bytes are kept: in memory, or in files of the data directory.</summary>
internal interface IContentStore
{
    /// <summary>Keeps a small body that is already in memory.</summary>
    ObjectContent Keep(byte[] bytes, ulong crc64);

    /// <summary>Begins a body of unknown or larger size.</summary>
    IContentWriter Begin();

}

/// <summary>Takes the bytes of one body; disposed without <see cref="CompleteAsync"/>, nothing is left behind.</summary>
internal interface IContentWriter : IAsyncDisposable
{
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    ValueTask<ObjectContent> CompleteAsync(ulong crc64, CancellationToken cancellation);
}
