using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Hosting;
using BulkCopy.Emulator.Operations;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Signatures;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.PostForms;

/// <summary>POST Object on a bucket: the form becomes a write of the object it names.</summary>
internal sealed class PostObjectOperation(ObjectWrites writes, PostFormVerifier verifier, TimeProvider clock)
{
    private readonly PostObjectHandler handler = new(verifier, clock);

    public async Task<Answer> PostAsync(EmulatorRequest request)
    {
        var outcome = await handler.HandleAsync(Describe(request), (posted, _) => StoreAsync(request, posted), request.Aborted);
        if (outcome.Failed(out var refusal, out var response))
            return RequestReader.OfRejection(refusal);
        var answer = response.Document.Count == 0 ? new Answer(response.Status) : Answer.Xml(DocumentOf(request, response), response.Status);
        answer.Headers.AddRange(response.Headers);
        return answer;
    }

    private static PostObjectRequest Describe(EmulatorRequest request) => new()
    {
        Dialect = request.Profile.Dialect,
        Bucket = request.Bucket!,
        ContentType = request.Http.Request.ContentType,
        Body = request.Body.Stream,
        BaseUrl = $"{request.Http.Request.Scheme}://{request.Host}/{(request.IsVirtualHost ? "" : request.Bucket + "/")}",
        MaxLength = request.Profile.SinglePutLimit,
    };

    private async Task<FormVerdict<StoredObject>> StoreAsync(EmulatorRequest request, PostedObject posted)
    {
        if (RequestReader.CheckKey(request.Profile, posted.Key) is { } badKey)
            return Refuse(request, badKey);
        var answer = await writes.WriteAsync(AsWrite(request, posted));
        if (answer.Error is { } error)
            return Refuse(request, error);
        return new StoredObject
        {
            ETag = answer.Headers.First(static header => header.Key == "ETag").Value,
            Headers = [.. answer.Headers.Where(static header => header.Key != "ETag")],
        };
    }

    /// <summary>The write that a PUT with the same attributes would have been.</summary>
    private static EmulatorRequest AsWrite(EmulatorRequest request, PostedObject posted)
    {
        var http = new DefaultHttpContext { RequestAborted = request.Aborted };
        http.Request.Method = HttpMethods.Post;
        foreach (var (name, value) in posted.Headers)
            http.Request.Headers[name] = value;
        return new EmulatorRequest
        {
            Http = http, Profile = request.Profile, Host = request.Host, Region = request.Region, Bucket = request.Bucket, Key = posted.Key,
            IsVirtualHost = request.IsVirtualHost, Query = request.Query, Id = request.Id, Now = request.Now, Operation = request.Operation,
            Body = new IncomingBody { Stream = posted.Content, Length = null, Checksum = posted.Checksum },
            Sender = posted.Sender ?? request.Sender, AccountId = posted.Sender?.AccountName ?? request.AccountId,
        };
    }

    private static XmlBody DocumentOf(EmulatorRequest request, PostObjectResponse response)
    {
        var body = new XmlBody("PostResponse", xmlNamespace: "");
        foreach (var (name, value) in response.Document)
            body.Element(name, value);
        return body.Close("PostResponse");
    }

    private static RejectedRequest Refuse(EmulatorRequest request, EmulatorError error) => new()
    {
        Dialect = request.Profile.Dialect, Status = error.Status, Code = error.Code, Message = error.Message, Details = error.Details,
    };
}
