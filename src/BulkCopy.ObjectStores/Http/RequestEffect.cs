namespace BulkCopy.ObjectStores.Http;

/// <summary>What repeating a request would do.</summary>
internal enum RequestEffect
{
    /// <summary>Changes nothing: may be repeated.</summary>
    Read,
    /// <summary>Repeating it leads to the same state: may be repeated.</summary>
    Repeatable,
    /// <summary>Repeating it may have a second effect (a version, an upload): sent once, unless it never left this machine.</summary>
    Once,
}
