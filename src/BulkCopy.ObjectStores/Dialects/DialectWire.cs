using System.Collections.Frozen;
using BulkCopy.ObjectStores.Signing;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Dialects;

/// <summary>The wire spellings of a dialect, as data.</summary>
internal sealed record DialectWire
{
    public required WireHeaders Headers { get; init; }
    /// <summary>Host of the service with <c>{region}</c>, to which a bucket is prepended in virtual-host style.</summary>
    public required string HostTemplate { get; init; }
    public required AddressingStyle Addressing { get; init; }
    /// <summary>The scheme that is used unless a store names another, then the others that the provider accepts.</summary>
    public required IReadOnlyList<SignatureScheme> SignatureSchemes { get; init; }
    /// <summary>Whether a slash at the beginning of a key is sent as <c>%2F</c> (COS, as its SDKs do).</summary>
    public bool EncodesLeadingSlash { get; init; }
    public required CopySourceFormat CopySource { get; init; }
    public required string ReplaceMetadata { get; init; }
    public required string ReplaceTags { get; init; }
    /// <summary>The value of the metadata directive that carries the source's over; sent only where a dialect needs it.</summary>
    public required string CopyMetadata { get; init; }
    /// <summary>Header and value that refuse an existing destination; <c>null</c> where nothing does.</summary>
    public KeyValuePair<string, string>? ForbidOverwrite { get; init; }
    public bool ForbidsOverwriteOnCopy { get; init; } = true;
    public bool ForbidsOverwriteOnCreateUpload { get; init; }
    /// <summary>Value of the encryption header for keys held by the KMS.</summary>
    public required string KmsAlgorithm { get; init; }
    /// <summary>Header for an algorithm of data under KMS (OSS <c>SM4</c>); <c>null</c> where the algorithm is the encryption header's own value.</summary>
    public string? KmsDataEncryption { get; init; }
    public bool HasGrants { get; init; } = true;
    /// <summary>Whether objects are listed with <c>list-type=2</c>; otherwise by marker.</summary>
    public required bool ListsVersion2 { get; init; }
    public required KeyForm KeyForm { get; init; }
    /// <summary>Characters that names of user metadata may not have.</summary>
    public string ForbiddenInMetaNames { get; init; } = "";
    public int MaxTags { get; init; } = 10;
    public int TagKeyLength { get; init; } = 128;
    public int TagValueLength { get; init; } = 256;
    public required string RestoreParameters { get; init; }
    public required FrozenDictionary<string, StoreErrorCode> ErrorCodes { get; init; }
    /// <summary>Provider codes that only their message tells apart.</summary>
    public IReadOnlyList<MessageMeaning> MessageMeanings { get; init; } = [];
    /// <summary>Header that carries an error's code where there is no body.</summary>
    public string? ErrorCodeHeader { get; init; }
    /// <summary>Header that carries the whole error document in base64 where there is no body (OSS).</summary>
    public string? ErrorDocumentHeader { get; init; }
    /// <summary>Header that tells milliseconds to wait (OSS).</summary>
    public string? DelayHeader { get; init; }
    /// <summary>Whether a new bucket's region is named in the request's body (S3, other than in us-east-1).</summary>
    public bool NamesRegionOfNewBucket { get; init; }
    public bool HasChecksumMode { get; init; }
    /// <summary>How the marker of the next page of versions is encoded, if not as the keys in it.</summary>
    public KeyForm? VersionMarkerForm { get; init; }
    /// <summary>How keys are encoded in listings of uploads, if not as in listings of objects.</summary>
    public KeyForm? UploadKeyForm { get; init; }
    /// <summary>Whether a copy takes the tags it is given. Where it does not, they are put after it.</summary>
    public bool TagsOnCopy { get; init; } = true;
    /// <summary>Whether no tags can be an empty answer instead of an empty tag set (Ceph).</summary>
    public bool AnswersNoTagsWithNothing { get; init; }
    /// <summary>Whether a completion tells the ETag. Where it may not, HEAD is asked for it.</summary>
    public bool CompletionTellsETag { get; init; } = true;
    public bool HasMultiDelete { get; init; } = true;
    /// <summary>What stands before the id by which grants in headers name an account, in the ids that an ACL document tells (COS).</summary>
    public string? GranteePrefix { get; init; }
    /// <summary>Whether the ACL document names a canned ACL instead of grants (OSS).</summary>
    public bool HasCannedAclDocument { get; init; }
    public bool HasSymlinks { get; init; }
    public bool HasAppend { get; init; }
    /// <summary>The provider's own names of operations where they differ from the common ones.</summary>
    public FrozenDictionary<string, string> OperationNames { get; init; } = FrozenDictionary<string, string>.Empty;

    public string NameOf(string operation) => OperationNames.GetValueOrDefault(operation, operation);
}
