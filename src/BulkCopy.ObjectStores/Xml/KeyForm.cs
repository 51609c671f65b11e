namespace BulkCopy.ObjectStores.Xml;

/// <summary>How a text in an answer is encoded.</summary>
internal enum KeyForm
{
    /// <summary>As it is.</summary>
    Plain,
    /// <summary>Percent-encoded.</summary>
    Percent,
    /// <summary>Percent-encoded, and a plus stands for a blank.</summary>
    PercentAndPlus,
}
