using System.Security.Cryptography;
using BulkCopy.Emulator.PostForms;
using BulkCopy.Emulator.Signatures;
using BulkCopy.Emulator.Tests.Signatures;
using BulkCopy.Emulator.Tests.Signatures.Payloads;

namespace BulkCopy.Emulator.Tests.PostForms;

/// <summary>Sends forms to a handler whose store keeps what it was given.</summary>
internal sealed class PostedForms(DateTimeOffset now)
{
    public PostedObject? Stored { get; private set; }

    public byte[] Content { get; private set; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> StoreHeaders { get; init; } = [];

    public long MaxLength { get; init; } = 5L << 30;

    public async Task<FormVerdict<PostObjectResponse>> PostAsync(EmulatorDialect dialect, byte[] body, string bucket = "examplebucket-1250000000",
        string contentType = FormBody.ContentType)
    {
        var clock = new FixedClock(now);
        var credential = FormSigner.Credential;
        var verifier = new SignatureVerifier(key => key == credential.AccessKey ? credential : null, clock);
        return await new PostObjectHandler(verifier.Forms, clock).HandleAsync(new PostObjectRequest
        {
            Dialect = dialect,
            Bucket = bucket,
            ContentType = contentType,
            Body = new TricklingStream(body, 1000),
            BaseUrl = $"http://{bucket}.cos.ap-beijing.myqcloud.com/",
            MaxLength = MaxLength,
        }, StoreAsync, CancellationToken.None);
    }

    private async Task<FormVerdict<StoredObject>> StoreAsync(PostedObject posted, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        await posted.Content.CopyToAsync(content, cancellationToken);
        (Stored, Content) = (posted, content.ToArray());
        return new StoredObject { ETag = $"\"{Convert.ToHexStringLower(MD5.HashData(Content))}\"", Headers = StoreHeaders };
    }
}
