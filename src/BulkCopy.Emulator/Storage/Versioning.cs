namespace BulkCopy.Emulator.Storage;

/// <summary>Versioning state of a bucket; never returns to <see cref="Unset"/>.</summary>
internal enum Versioning
{
    Unset,
    Enabled,
    Suspended,
}
