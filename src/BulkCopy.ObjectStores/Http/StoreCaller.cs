using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.ObjectStores.Signing;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Http;

/// <summary>Reads a value from a successful answer; false if the answer proves nothing.</summary>
internal delegate bool AnswerReader<T>(StoreResponse response, [MaybeNullWhen(false)] out T value);

/// <summary>Signs, sends and classifies requests, and repeats those that may be.</summary>
internal sealed class StoreCaller : IDisposable
{
    private const string NoPayloadHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    // A machine without a battery begins in 1970 or 2000; a server that says 9999 is broken.
    private static readonly TimeSpan believableSkew = TimeSpan.FromDays(365 * 60);

    private static readonly TimeSpan refusedSkew = TimeSpan.FromMinutes(15);

    private readonly ObjectStoreOptions options;
    private readonly HttpMessageInvoker http;
    private readonly TimeProvider time;
    private readonly CallRepeater repeater;
    private readonly RequestMessages messages;

    public StoreCaller(ObjectStoreOptions options, HttpMessageInvoker http, TimeProvider time)
    {
        this.options = options;
        this.http = http;
        this.time = time;
        Endpoint = new StoreEndpoint(options);
        Errors = new ErrorReader(options.Dialect);
        Clock = new SigningClock(time);
        Signer = RequestSigner.Create(options.SignatureScheme ?? options.Dialect.Wire.SignatureSchemes[0], options.Region);
        repeater = new CallRepeater(options, time);
        messages = new RequestMessages(Endpoint.Scheme);
    }

    public StoreEndpoint Endpoint { get; }

    public ErrorReader Errors { get; }

    public SigningClock Clock { get; }

    public RequestSigner Signer { get; }

    /// <summary>What a request of this store is addressed to.</summary>
    public SigningRequest Target(HttpMethod method, string? bucket, string? key) => new()
    {
        Method = method.Method,
        Scheme = Endpoint.Scheme,
        Host = Endpoint.HostOf(bucket),
        EncodedPath = Endpoint.PathOf(bucket, key),
        Bucket = bucket,
        Key = key,
        IsBucketInHost = Endpoint.IsVirtualHost && bucket is not null,
        Headers = new List<HeaderField>(16),
    };

    /// <summary>Sends a request, repeatedly if it may be, and reads its answer.</summary>
    public async Task<StoreResult<T>> SendAsync<T>(StoreRequest request, AnswerReader<T> read, CancellationToken cancellationToken)
    {
        if (Signer.Scheme == SignatureScheme.S3V4 && request.Content is null)
            request.Wire.PayloadHash = request.Body.IsEmpty ? NoPayloadHash : Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        var state = (Caller: this, Request: request, Read: read);
        var last = await repeater.RunAsync(request.Content is null, static (state, token) => state.Caller.AttemptAsync(state.Request, state.Read, token), state, cancellationToken).ConfigureAwait(false);
        if (last is not null) return last.Result;
        var gaveUp = $"gave up after {options.TotalTimeout.TotalSeconds:0} s";
        return new(request.LastError is { } error && !request.IsInFlight ? error : Errors.Lost(request, gaveUp));
    }

    private async ValueTask<Attempt<T>> AttemptAsync<T>(StoreRequest request, AnswerReader<T> read, CancellationToken cancellationToken)
    {
        var skew = Clock.Skew;
        var result = await ExchangeAsync(request, read, cancellationToken).ConfigureAwait(false);
        // Refused for its date, so it had no effect and may go again whatever it is.
        if (result.Error is { Code: StoreErrorCode.ClockSkew } && Clock.Skew != skew && request.TryRewind())
            result = await ExchangeAsync(request, read, cancellationToken).ConfigureAwait(false);
        request.IsInFlight = false;
        request.LastError = result.Error;
        return new Attempt<T>(result, result.Error is { } error && MayRepeat(request, error.Code) && request.TryRewind());
    }

    private bool MayRepeat(StoreRequest request, StoreErrorCode code) => code switch
    {
        StoreErrorCode.Throttled when !options.RepeatsThrottled => false,
        StoreErrorCode.ConnectionFailed => true,
        StoreErrorCode.Throttled or StoreErrorCode.ServerError or StoreErrorCode.Conflict or StoreErrorCode.OutcomeUnknown or StoreErrorCode.InvalidResponse
            => request.Effect != RequestEffect.Once,
        _ => false,
    };

    private async ValueTask<StoreResult<T>> ExchangeAsync<T>(StoreRequest request, AnswerReader<T> read, CancellationToken cancellationToken)
    {
        var signedAt = Clock.Now;
        try
        {
            if (request.Form is null) Signer.Sign(request.Wire, await options.Credentials.GetAsync(cancellationToken).ConfigureAwait(false), signedAt);
        }
        catch (CredentialsUnavailableException missing)
        {
            return new(Errors.Local(request.Operation, request.Wire, StoreErrorCode.InvalidCredentials, missing.Message));
        }
        using var timeout = new AttemptTimeout(request.IsCopy ? options.CopyTimeout : options.AttemptTimeout, time, cancellationToken);
        StoreResponse? response = null;
        try
        {
            request.IsInFlight = true;
            response = new StoreResponse(await http.SendAsync(messages.Create(request, timeout), timeout.Token).ConfigureAwait(false));
            timeout.Extend();
            var result = await ReadAsync(request, response, read, signedAt, timeout).ConfigureAwait(false);
            if (result.Succeeded && request.StreamsAnswer) response = null;
            return result;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(NoAnswer(request, broken, timeout.Token.IsCancellationRequested));
        }
        finally
        {
            response?.Dispose();
        }
    }

    private async ValueTask<StoreResult<T>> ReadAsync<T>(StoreRequest request, StoreResponse response, AnswerReader<T> read, DateTimeOffset signedAt, AttemptTimeout timeout)
    {
        // 303 is how a form upload succeeds that asked for a redirect.
        var succeeded = response.Status is >= 200 and < 300 || (response.Status == 303 && request.Form is not null);
        if (!(succeeded && request.StreamsAnswer) && request.Method != HttpMethod.Head)
        {
            var isWhole = await response.ReadBodyAsync(request.MaxAnswerBytes, timeout.Token).ConfigureAwait(false);
            if (succeeded && !isWhole) return new(Errors.Lost(request, $"the answer was cut, or larger than {request.MaxAnswerBytes} bytes", response));
        }
        if (!succeeded || ErrorDocument.Read(response.Body).Code is not null)
        {
            var error = Errors.Read(request, response);
            if (error.Code != StoreErrorCode.ClockSkew && !IsUnexplainedSkew(error, response, signedAt)) return new(error);
            LearnClock(response);
            return new(error with { Code = StoreErrorCode.ClockSkew });
        }
        return read(response, out var value) ? new(value) : new(Errors.Lost(request, "the answer could not be understood", response));
    }

    // A HEAD is refused without a reason; its date tells whether the time it was signed with is the reason, which others may have corrected since.
    private static bool IsUnexplainedSkew(StoreError error, StoreResponse response, DateTimeOffset signedAt) =>
        error is { Status: 403, ProviderCode: null } && StoreText.Date(response.Header("Date")) is { } date && (date - signedAt).Duration() > refusedSkew;

    private void LearnClock(StoreResponse response)
    {
        if (StoreText.Date(response.Header("Date")) is { } date && (date - time.GetUtcNow()).Duration() < believableSkew) Clock.Correct(date);
    }

    private StoreError NoAnswer(StoreRequest request, Exception broken, bool isLate)
    {
        for (var cause = broken; cause is not null; cause = cause.InnerException)
            if (cause is ContentEndedException) return Errors.Local(request.Operation, request.Wire, StoreErrorCode.RefusedLocally, cause.Message);
        if (isLate) return Errors.Lost(request, $"no answer within {(request.IsCopy ? options.CopyTimeout : options.AttemptTimeout).TotalSeconds:0} s");
        var neverSent = broken is OperationCanceledException
            or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };
        var where = $"{request.Wire.Host}{(options.ConnectTo is null ? "" : $" at {options.ConnectTo}")}";
        return neverSent
            ? Errors.Local(request.Operation, request.Wire, StoreErrorCode.ConnectionFailed, $"could not connect to {where}: {Innermost(broken)}")
            : Errors.Lost(request, $"the connection to {where} broke: {Innermost(broken)}");
    }

    private static string Innermost(Exception broken) => broken.GetBaseException().Message;

    public void Dispose() => http.Dispose();
}
