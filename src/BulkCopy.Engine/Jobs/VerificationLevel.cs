namespace BulkCopy.Engine.Jobs;

/// <summary>How much is asked before a copy is called verified. Each level includes the one before.</summary>
public enum VerificationLevel
{
    /// <summary>What the store's answer to the copy proves; a HEAD only where it proves nothing. No requests on most stores.</summary>
    Response,
    /// <summary>A HEAD of every copy and of its source: size, digests, storage class and user metadata. Two more requests per object.</summary>
    Head,
    /// <summary>Both objects are read and compared byte by byte. Costs their transfer, twice; memory stays at two buffers of 128 KiB per object in work.</summary>
    Deep,
}
