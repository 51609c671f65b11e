using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Observation;
using BulkCopy.Emulator.Operations;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Signatures.Payloads;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Hosting;

/// <summary>One request from arrival to answer. Nothing escapes: what is malformed gets a 4xx, what is a mistake of ours is counted.</summary>
internal sealed class RequestPipeline(
    RequestReader reader, OperationDispatcher dispatcher, FaultInjector faults, AnswerWriter writer, RequestLog log, TimeProvider time)
{
    private readonly FaultyExchange faulty = new(time);
    private long lastId = time.GetUtcNow().ToUnixTimeMilliseconds() << 20;

    public async Task HandleAsync(HttpContext http)
    {
        log.Begin();
        try
        {
            await CarryOutAsync(http);
        }
        finally
        {
            log.End();
        }
    }

    private async Task CarryOutAsync(HttpContext http)
    {
        var requestId = Interlocked.Increment(ref lastId).ToString("x16", null);
        var profile = RequestReader.ProfileOf(http, out var address);
        EmulatorRequest? request = null;
        Answer answer;
        try
        {
            answer = reader.Read(http, profile, address, requestId).Failed(out var refused, out request)
                ? refused
                : faults.Decide(request) is { } struck
                    ? await faulty.RunAsync(request, struck, dispatcher.DispatchAsync)
                    : await dispatcher.DispatchAsync(request);
        }
        catch (PayloadException error)
        {
            answer = RequestReader.OfRejection(error.Rejection);
        }
        catch (BadHttpRequestException error)
        {
            answer = error.StatusCode == StatusCodes.Status408RequestTimeout
                ? new EmulatorError(400, "RequestTimeout", "Your socket connection to the server was not read from or written to within the timeout period.")
                : Refusals.IncompleteBody;
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            Log(request, profile, new Answer(200) { IsCut = true, TookEffect = false });
            return;
        }
        catch (Exception error)
        {
            log.AddInternalError(error);
            answer = new EmulatorError(500, "InternalError", "We encountered an internal error. Please try again.");
        }
        Log(request, profile, answer);
        await SendAsync(http, profile, requestId, answer);
    }

    private async Task SendAsync(HttpContext http, DialectProfile profile, string requestId, Answer answer)
    {
        try
        {
            await writer.WriteAsync(http, profile, requestId, answer, http.RequestAborted);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away while it was being answered; there is no one left to tell.
        }
        catch (Exception error)
        {
            log.AddInternalError(error);
            http.Abort();
        }
    }

    private void Log(EmulatorRequest? request, DialectProfile profile, Answer answer) => log.Add(new LoggedRequest
    {
        Time = request?.Now ?? time.GetUtcNow(), Dialect = profile.Dialect, Operation = request?.Operation ?? Operation.Unknown,
        Bucket = request?.Bucket ?? "", Key = request?.Key ?? "", PartNumber = request?.PartNumber ?? 0,
        Status = answer.IsCut ? 0 : answer.Status, Code = answer.Error?.Code ?? answer.Code,
        TookEffect = answer.TookEffect ?? answer.Error is null, Fault = answer.Fault,
    });
}
