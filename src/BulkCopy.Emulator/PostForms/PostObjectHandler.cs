using BulkCopy.Emulator.Signatures;
using BulkCopy.Emulator.Signatures.Payloads;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.PostForms;

/// <summary>POST Object: reads the form, verifies its signature and policy, has its file stored, and chooses the answer.</summary>
internal sealed class PostObjectHandler(PostFormVerifier verifier, TimeProvider clock)
{
    public async Task<FormVerdict<PostObjectResponse>> HandleAsync(PostObjectRequest request, StorePostedObject store, CancellationToken cancellationToken)
    {
        var dialect = request.Dialect;
        var read = await new PostFormReader(dialect).ReadAsync(request.ContentType, request.Body, cancellationToken);
        if (read.Failed(out var refusal, out var form))
            return refusal;
        if (string.IsNullOrEmpty(form["key"]))
            return PostRejections.MissingField(dialect, "key");
        if (verifier.Verify(form, dialect).Failed(out refusal, out var sender))
            return refusal;

        var key = PostKey.Of(form["key"]!, form.FileName, dialect);
        var range = new LengthRange(0, request.MaxLength);
        if (CheckPolicy(request, form, sender, key.Judged, ref range) is { } disallowed)
            return disallowed;
        if (PostHeaders.Of(form, dialect).Failed(out refusal, out var headers))
            return refusal;
        if (ChecksOf(form, headers, dialect).Failed(out refusal, out var checks))
            return refusal;
        return await StoreAsync(request, form, key.Stored, store, new PostedObject
        {
            Key = key.Stored,
            Headers = headers,
            Content = new CheckedStream(new LengthRangeStream(form.File, range, dialect), checks),
            Checksum = checks.OfType<ChecksumCheck>().FirstOrDefault()?.Checksum,
            Sender = sender.Sender,
        }, cancellationToken);
    }

    private static async Task<FormVerdict<PostObjectResponse>> StoreAsync(PostObjectRequest request, PostForm form, string key,
        StorePostedObject store, PostedObject posted, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await store(posted, cancellationToken);
            return outcome.Failed(out var refusal, out var stored) ? refusal : PostSuccess.Answer(request, form, key, stored);
        }
        catch (PayloadException broken)
        {
            return broken.Rejection;
        }
        finally
        {
            await posted.Content.DisposeAsync();
        }
    }

    private RejectedRequest? CheckPolicy(PostObjectRequest request, PostForm form, FormAuthentication sender, string key, ref LengthRange range)
    {
        if (sender.Policy is null)
            return null;
        if (new PostPolicyParser(request.Dialect).Parse(sender.Policy).Failed(out var refusal, out var policy))
            return refusal;
        if (policy.ContentLength is { } allowed)
            range = range.And(allowed);
        return PolicyRules.Of(sender.Sender!.Scheme).Check(policy, form, request.Bucket, key, clock.GetUtcNow());
    }

    private static FormVerdict<List<IBodyCheck>> ChecksOf(PostForm form, IHeaderDictionary headers, EmulatorDialect dialect)
    {
        var checks = new List<IBodyCheck>(2);
        if (form["Content-MD5"] is { } md5)
        {
            if (!ContentMd5Check.IsValid(md5))
                return PayloadRejections.InvalidMd5(dialect);
            checks.Add(new ContentMd5Check(md5, dialect));
        }

        if (dialect == EmulatorDialect.S3 && PayloadChecksum.TryFindPromised(headers, out var algorithm, out string promised))
            checks.Add(new ChecksumCheck(new PayloadChecksum(algorithm), promised));
        return checks;
    }
}
