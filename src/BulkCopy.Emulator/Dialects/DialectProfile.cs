namespace BulkCopy.Emulator.Dialects;

/// <summary>Everything in which the vendors differ and that can be said as data. One instance per vendor.</summary>
internal sealed record DialectProfile
{
    public required EmulatorDialect Dialect { get; init; }

    public required string Name { get; init; }

    public required DialectHeaders Headers { get; init; }

    public required string ServerHeader { get; init; }

    public required string DefaultRegion { get; init; }

    public required string XmlNamespace { get; init; }

    public required int KeyLimitBytes { get; init; }

    public required string KeyTooLongCode { get; init; }

    public required int MetadataLimitBytes { get; init; }

    public bool MetadataNamesMayContainUnderscore { get; init; } = true;

    public required long SimpleCopyLimit { get; init; }

    public required string SimpleCopyLimitCode { get; init; }

    public required long SinglePutLimit { get; init; }

    public required long PartMinimum { get; init; }

    public required long PartMaximum { get; init; }

    public int PartCountLimit { get; init; } = 10_000;

    public bool PartsMustBeConsecutive { get; init; }

    public required PartRangeRule PartCopyBadRange { get; init; }

    /// <summary>Status when copy-source-if-none-match or -if-modified-since does not hold.</summary>
    public int SourceUnmodifiedStatus { get; init; } = 412;

    public bool SourceConditionsConflict { get; init; }

    public required string ReplaceDirective { get; init; }

    public required string CopyDirective { get; init; }

    public required string ReplaceTags { get; init; }

    public required string CopyTags { get; init; }

    public string PartCopyRoot { get; init; } = "CopyPartResult";

    public bool ETagUpperCase { get; init; }

    public bool ETagQuotedInPartCopy { get; init; } = true;

    public required CopyDate CopyDate { get; init; }

    public required CopyDate PartCopyDate { get; init; }

    public bool CopyBodyHasCrcAndVersion { get; init; }

    public bool HasCrc64 { get; init; }

    public required string[] StorageClasses { get; init; }

    /// <summary>Classes that must be restored before they can be read.</summary>
    public required string[] ArchiveClasses { get; init; }

    public required string UnknownClassCode { get; init; }

    public bool OmitsDefaultClass { get; init; } = true;

    public int ListDefault { get; init; } = 1000;

    public int ListMaximum { get; init; } = 1000;

    public int ListPartsDefault { get; init; } = 1000;

    public bool ListsV2 { get; init; }

    public bool ListsOwnerAlways { get; init; }

    public bool NextMarkerOnlyWithDelimiter { get; init; }

    public bool EncodesBlankAsPlus { get; init; }

    public required string UnversionedId { get; init; }

    public int MarkerByIdStatus { get; init; } = 405;

    public bool RangeUnsatisfiableIsWhole { get; init; }

    public bool QuietDeleteIsEmpty { get; init; }

    public bool SendsNullVersionId { get; init; } = true;

    public bool HasCustomerKeys { get; init; } = true;

    public required string[] Encryptions { get; init; }

    public required string[] CannedAcls { get; init; }

    public required string RestoreJobElement { get; init; }

    public int RestoreWrongClassStatus { get; init; } = 403;

    public required string RestoreWrongClassCode { get; init; }

    public required string ThrottleCode { get; init; }

    public bool ChunkedCopyAnswer { get; init; }

    public string CompleteContentType { get; init; } = "application/xml";

    public byte ClassIndex(string name)
    {
        for (var i = 0; i < StorageClasses.Length; i++)
        {
            if (StorageClasses[i] == name) return (byte)i;
        }
        return byte.MaxValue;
    }

    public bool IsArchive(byte storageClass) => Array.IndexOf(ArchiveClasses, StorageClasses[storageClass]) >= 0;
}

/// <summary>What a part copy does when its range is malformed or outside the source.</summary>
internal enum PartRangeRule
{
    /// <summary>400 InvalidArgument.</summary>
    InvalidArgument,

    /// <summary>416 InvalidRange.</summary>
    InvalidRange,

    /// <summary>The whole object is copied and Content-Range is missing from the answer.</summary>
    WholeObject,
}

/// <summary>How LastModified is spelt in the answer to a copy.</summary>
internal enum CopyDate
{
    /// <summary>2020-04-10T18:20:30.000Z</summary>
    Milliseconds,

    /// <summary>2020-04-10T18:20:30Z</summary>
    Seconds,

    /// <summary>2017-09-04T04:45:45</summary>
    SecondsWithoutZone,

    /// <summary>Mon, 08 Aug 2016 05:04:10 GMT</summary>
    Rfc1123,
}
