namespace BulkCopy.ObjectStores;

/// <summary>The closed set of things that can go wrong in a store; each dialect maps its wire codes onto it in one file.</summary>
public enum StoreErrorCode
{
    /// <summary>Not covered by the dialect's map; see <see cref="StoreError.ProviderCode"/>.</summary>
    Unrecognized,
    /// <summary>The credentials may not do this (403).</summary>
    AccessDenied,
    /// <summary>The access key does not exist or is disabled.</summary>
    InvalidCredentials,
    /// <summary>The secret is wrong, or the request was altered on its way.</summary>
    SignatureMismatch,
    /// <summary>A temporary credential has expired.</summary>
    ExpiredCredentials,
    /// <summary>The clocks differ by more than the provider accepts (15 minutes everywhere).</summary>
    ClockSkew,
    /// <summary>The bucket does not exist.</summary>
    NoSuchBucket,
    /// <summary>The object does not exist, or its current version is a delete marker.</summary>
    NoSuchKey,
    /// <summary>The version does not exist.</summary>
    NoSuchVersion,
    /// <summary>The multipart upload does not exist: never begun, aborted, or completed.</summary>
    NoSuchUpload,
    /// <summary>A precondition was not met (412, or 304 in OSS copies).</summary>
    PreconditionFailed,
    /// <summary>A conditional read found nothing newer (304).</summary>
    NotModified,
    /// <summary>The destination exists and must not be overwritten.</summary>
    AlreadyExists,
    /// <summary>Another request is changing the same thing; worth repeating.</summary>
    Conflict,
    /// <summary>The object is archived and must be restored first.</summary>
    ArchivedObject,
    /// <summary>A restore of this object is already running.</summary>
    RestoreInProgress,
    /// <summary>The object, part, or source is larger than this request allows.</summary>
    EntityTooLarge,
    /// <summary>A part other than the last is below the dialect's minimum.</summary>
    EntityTooSmall,
    /// <summary>A part is missing, out of order, or has another ETag.</summary>
    InvalidPart,
    /// <summary>The byte range lies outside the object.</summary>
    InvalidRange,
    /// <summary>An argument was refused.</summary>
    InvalidArgument,
    /// <summary>The request makes no sense in this state (for instance a copy onto itself that changes nothing).</summary>
    InvalidRequest,
    /// <summary>The key is longer than the dialect allows.</summary>
    KeyTooLong,
    /// <summary>User metadata is larger than the dialect allows.</summary>
    MetadataTooLarge,
    /// <summary>The tag set breaks the dialect's rules.</summary>
    InvalidTag,
    /// <summary>There is no such storage class, or the transition is forbidden.</summary>
    InvalidStorageClass,
    /// <summary>Server-side encryption failed: key missing, disabled, or wrong.</summary>
    EncryptionFailed,
    /// <summary>Content does not match the digest that was sent.</summary>
    BadDigest,
    /// <summary>The operation does not exist here, or not for this kind of object.</summary>
    NotSupported,
    /// <summary>The bucket lives in another region; see <see cref="StoreError.Endpoint"/>.</summary>
    WrongRegion,
    /// <summary>The bucket already exists.</summary>
    BucketAlreadyExists,
    /// <summary>The bucket is not empty.</summary>
    BucketNotEmpty,
    /// <summary>The store asks for less: SlowDown, 429, QPS limits.</summary>
    Throttled,
    /// <summary>The store failed (5xx other than throttling) at a read, or at a request whose repetition leads to the same state; of others see <see cref="OutcomeUnknown"/>.</summary>
    ServerError,
    /// <summary>No connection could be made; the request was not processed.</summary>
    ConnectionFailed,
    /// <summary>No answer, a broken answer, or an answer that proves nothing (5xx other than throttling): the effect may or may not have happened.</summary>
    OutcomeUnknown,
    /// <summary>The answer to a read could not be understood; nothing was changed by it.</summary>
    InvalidResponse,
    /// <summary>Refused before sending: the request breaks a limit of the dialect.</summary>
    RefusedLocally,
}
