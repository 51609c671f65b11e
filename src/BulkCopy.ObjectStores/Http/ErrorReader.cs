using System.Globalization;
using BulkCopy.ObjectStores.Dialects;
using BulkCopy.ObjectStores.Signing;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Http;

/// <summary>Says in the closed set of codes what went wrong.</summary>
internal sealed class ErrorReader(Dialect dialect)
{
    private const int LongestMessage = 500;
    private static readonly TimeSpan longestRetryAfter = TimeSpan.FromHours(1);

    private readonly DialectWire wire = dialect.Wire;

    /// <summary>The error that an answer carries.</summary>
    public StoreError Read(StoreRequest request, StoreResponse response)
    {
        var document = DocumentOf(response);
        var provider = document.Code ?? (wire.ErrorCodeHeader is null ? null : response.Header(wire.ErrorCodeHeader));
        var meaning = Named(request, MeaningOf(request, response, document, provider));
        // A server that failed may have done before what it was asked to do.
        var isUnproven = request.Effect == RequestEffect.Once && (meaning == StoreErrorCode.ServerError || (response.Status >= 500 && document.Code is null));
        return new StoreError
        {
            Code = isUnproven ? StoreErrorCode.OutcomeUnknown : meaning,
            Operation = wire.NameOf(request.Operation),
            Message = MessageOf(response, document),
            ProviderCode = provider,
            Status = response.Status,
            RequestId = response.Header(wire.Headers.RequestId) ?? document.RequestId,
            RetryAfter = RetryAfterOf(response),
            Endpoint = document.Endpoint ?? document.Region ?? response.Header(wire.Headers.BucketRegion),
            Resource = ResourceOf(request.Wire),
        };
    }

    /// <summary>An error that has no answer, or an answer that proves nothing.</summary>
    public StoreError Lost(StoreRequest request, string message, StoreResponse? response = null) => new()
    {
        Code = request.Effect == RequestEffect.Read ? StoreErrorCode.InvalidResponse : StoreErrorCode.OutcomeUnknown,
        Operation = wire.NameOf(request.Operation),
        Message = message,
        Status = response?.Status ?? 0,
        RequestId = response?.Header(wire.Headers.RequestId),
        Resource = ResourceOf(request.Wire),
    };

    /// <summary>An error of this side.</summary>
    public StoreError Local(string operation, SigningRequest target, StoreErrorCode code, string message) => new()
    {
        Code = code,
        Operation = wire.NameOf(operation),
        Message = message,
        Resource = ResourceOf(target),
    };

    private static string? ResourceOf(SigningRequest target) => target.Key is null ? target.Bucket : $"{target.Bucket}/{target.Key}";

    private ErrorDocument DocumentOf(StoreResponse response)
    {
        var document = ErrorDocument.Read(response.Body);
        if (document.Code is not null || wire.ErrorDocumentHeader is null) return document;
        var encoded = response.Header(wire.ErrorDocumentHeader);
        if (string.IsNullOrEmpty(encoded)) return document;
        var decoded = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, decoded, out var length) ? ErrorDocument.Read(decoded.AsSpan(0, length)) : document;
    }

    private StoreErrorCode MeaningOf(StoreRequest request, StoreResponse response, ErrorDocument document, string? provider)
    {
        if (response.Status == 412 && (request.UnmetMeansExists || document.Condition == "If-None-Match")) return StoreErrorCode.AlreadyExists;
        if (response.Status == 405 && response.Header(wire.Headers.DeleteMarker) == "true") return StoreErrorCode.NoSuchKey;
        foreach (var meaning in wire.MessageMeanings)
            if (meaning.ProviderCode == provider && document.Message?.Contains(meaning.Fragment, StringComparison.OrdinalIgnoreCase) == true) return meaning.Code;
        return provider is not null && wire.ErrorCodes.TryGetValue(provider, out var code) ? code : MeaningOf(request, response.Status);
    }

    private static StoreErrorCode Named(StoreRequest request, StoreErrorCode code) =>
        code == StoreErrorCode.NoSuchKey && request.MissingMeansUpload ? StoreErrorCode.NoSuchUpload : code;

    private static StoreErrorCode MeaningOf(StoreRequest request, int status) => status switch
    {
        304 => request.Effect == RequestEffect.Read ? StoreErrorCode.NotModified : StoreErrorCode.PreconditionFailed,
        >= 300 and < 400 => StoreErrorCode.WrongRegion,
        400 => StoreErrorCode.InvalidRequest,
        401 or 403 => StoreErrorCode.AccessDenied,
        404 => request.Wire.Key is null ? StoreErrorCode.NoSuchBucket : StoreErrorCode.NoSuchKey,
        405 or 501 => StoreErrorCode.NotSupported,
        409 => StoreErrorCode.Conflict,
        411 => StoreErrorCode.InvalidArgument,
        412 => StoreErrorCode.PreconditionFailed,
        413 => StoreErrorCode.EntityTooLarge,
        416 => StoreErrorCode.InvalidRange,
        429 or 503 => StoreErrorCode.Throttled,
        408 or >= 500 and < 600 => StoreErrorCode.ServerError,
        _ => StoreErrorCode.Unrecognized,
    };

    private static string MessageOf(StoreResponse response, ErrorDocument document)
    {
        var text = document.Message is { Length: > 0 } told ? told : $"the answer had status {response.Status} and no explanation";
        return text.Length <= LongestMessage ? text : text[..LongestMessage];
    }

    private TimeSpan? RetryAfterOf(StoreResponse response)
    {
        TimeSpan? wait = null;
        if (response.Header("Retry-After") is { } text)
        {
            if (StoreText.TryLong(text, out var seconds)) wait = TimeSpan.FromSeconds(Math.Min(seconds, 1_000_000));
            else if (StoreText.TryDate(text, out var until) && StoreText.Date(response.Header("Date")) is { } now) wait = until - now;
        }
        else if (wire.DelayHeader is not null && double.TryParse(response.Header(wire.DelayHeader), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var delay))
            wait = TimeSpan.FromMilliseconds(Math.Min(delay, 1_000_000_000));
        return wait is null || wait < TimeSpan.Zero ? null : wait > longestRetryAfter ? longestRetryAfter : wait;
    }
}
