namespace BulkCopy.ObjectStores.Signing;

/// <summary>How a name and its value enter a canonical list.</summary>
[Flags]
internal enum PairForm
{
    Raw = 0,
    LowerName = 1,
    EncodeName = 2,
    EncodeValue = 4,
    TrimValue = 8,
    SqueezeValue = 16,

    /// <summary>A query parameter of a V4 scheme.</summary>
    Query = EncodeName | EncodeValue,

    /// <summary>A query parameter or a header of COS, whose encoded names are in lower case.</summary>
    Cos = EncodeName | LowerName | EncodeValue | TrimValue,

    /// <summary>A header of every scheme but COS and S3 V4.</summary>
    Header = LowerName | TrimValue,

    /// <summary>A header of S3 V4, where runs of blanks become one.</summary>
    SqueezedHeader = LowerName | SqueezeValue,
}
