using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>What a write demands of the object it would replace; checked under the bucket's lock.</summary>
internal readonly record struct WriteCondition(bool ForbidOverwrite, bool IfAbsent, string? IfMatch)
{
    private static readonly string[] Conditionals = ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"];

    public static EmulatorError? Read(EmulatorRequest request, out WriteCondition condition)
    {
        condition = default;
        if (request.IgnoresOverwriteGuard) return null;
        if (request.Profile.Dialect == EmulatorDialect.S3) return ReadS3(request, out condition);
        if (request.Profile.Dialect == EmulatorDialect.Oss)
        {
            foreach (var name in Conditionals)
            {
                if (request.Header(name) is not null)
                    return new EmulatorError(400, "NotImplemented", "A header you provided implies functionality that is not implemented.").WithDetail("Header", name);
            }
        }
        var forbid = request.Header(request.Profile.Headers.ForbidOverwrite);
        if (forbid is not (null or "true" or "false") && !bool.TryParse(forbid, out _))
            return Refusals.InvalidArgument($"{request.Profile.Headers.ForbidOverwrite} must be true or false.");
        condition = new WriteCondition(bool.TryParse(forbid, out var on) && on, false, null);
        return null;
    }

    /// <summary>Call with the bucket's lock held.</summary>
    public EmulatorError? Check(Bucket bucket, string key)
    {
        // Void as soon as the bucket was ever versioned (OSS PutObject, "x-oss-forbid-overwrite").
        if (ForbidOverwrite && bucket.Versioning == Versioning.Unset && bucket.Current(key) is not null) return Refusals.FileAlreadyExists;
        if (IfAbsent && bucket.Current(key) is not null) return Refusals.PreconditionFailed("If-None-Match");
        if (IfMatch is null) return null;
        var current = bucket.Current(key);
        if (current is null) return Refusals.NoSuchKey.WithDetail("Key", key);
        return IfMatch == "*" || current.ETag.Matches(IfMatch) ? null : Refusals.PreconditionFailed("If-Match");
    }

    private static EmulatorError? ReadS3(EmulatorRequest request, out WriteCondition condition)
    {
        var none = request.Header("If-None-Match");
        condition = new WriteCondition(false, none is not null, request.Header("If-Match"));
        return none is null || none.Trim() == "*"
            ? null
            : new EmulatorError(400, "NotImplemented", "If-None-Match on a write takes * only.").WithDetail("Header", "If-None-Match");
    }
}
