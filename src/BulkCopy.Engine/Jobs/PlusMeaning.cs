namespace BulkCopy.Engine.Jobs;

/// <summary>What <c>+</c> stands for in percent-encoded keys.</summary>
public enum PlusMeaning
{
    /// <summary>What the manifest's writer is known to mean by it: a space in inventories of S3. Elsewhere a key with <c>+</c> is refused, since it could be either of two objects.</summary>
    Auto,
    /// <summary>A space, as in forms; a plus is <c>%2B</c>.</summary>
    Space,
    /// <summary>Itself, as in paths; a space is <c>%20</c>.</summary>
    Plus,
}
