using BulkCopy.Emulator.Dialects;

namespace BulkCopy.Emulator.Errors;

/// <summary>Refusals that several operations give.</summary>
internal static class Refusals
{
    public static EmulatorError AccessDenied { get; } = new(403, "AccessDenied", "Access Denied.");

    public static EmulatorError NoSuchBucket { get; } = new(404, "NoSuchBucket", "The specified bucket does not exist.");

    public static EmulatorError NoSuchKey { get; } = new(404, "NoSuchKey", "The specified key does not exist.");

    public static EmulatorError NoSuchVersion { get; } = new(404, "NoSuchVersion", "The specified version does not exist.");

    public static EmulatorError NoSuchUpload { get; } = new(404, "NoSuchUpload",
        "The specified multipart upload does not exist. The upload ID might be invalid, or the multipart upload might have been aborted or completed.");

    public static EmulatorError MethodNotAllowed { get; } = new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");

    public static EmulatorError MalformedXml { get; } = new(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema.");

    public static EmulatorError InvalidUri { get; } = new(400, "InvalidURI", "Couldn't parse the specified URI.");

    public static EmulatorError InvalidRange { get; } = new(416, "InvalidRange", "The requested range cannot be satisfied.");

    public static EmulatorError InvalidDigest { get; } = new(400, "InvalidDigest", "The Content-MD5 you specified is not valid.");

    public static EmulatorError BadDigest { get; } = new(400, "BadDigest", "The Content-MD5 you specified did not match what we received.");

    public static EmulatorError MissingContentLength { get; } = new(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

    public static EmulatorError IncompleteBody { get; } = new(400, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header.");

    public static EmulatorError EntityTooLarge { get; } = new(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.");

    public static EmulatorError BucketNotEmpty { get; } = new(409, "BucketNotEmpty", "The bucket you tried to delete is not empty.");

    public static EmulatorError FileAlreadyExists { get; } = new(409, "FileAlreadyExists", "The object you specified already exists and can not be overwritten.");

    public static EmulatorError NotModified { get; } = new(304, "NotModified", "Not Modified");

    public static EmulatorError ConditionConflict { get; } = InvalidArgument(
        "copy-source-if-modified-since goes with if-none-match only, if-unmodified-since with if-match only.");

    public static EmulatorError PreconditionFailed(string condition) =>
        new EmulatorError(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold.").WithDetail("Condition", condition);

    public static EmulatorError InvalidArgument(string message) => new(400, "InvalidArgument", message);

    public static EmulatorError InvalidRequest(string message) => new(400, "InvalidRequest", message);

    public static EmulatorError NotImplemented(string what) => new(501, "NotImplemented", $"{what} is not implemented.");

    public static EmulatorError Archived(DialectProfile profile, byte storageClass) =>
        new EmulatorError(403, "InvalidObjectState", "The operation is not valid for the object's storage class.")
            .WithHeader(profile.Headers.StorageClass, profile.StorageClasses[storageClass]);
}
