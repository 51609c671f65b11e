namespace BulkCopy.Emulator.Signatures.Payloads;

internal enum ChecksumAlgorithm
{
    Crc32,
    Crc32C,
    Crc64Nvme,
    Sha1,
    Sha256,
}
