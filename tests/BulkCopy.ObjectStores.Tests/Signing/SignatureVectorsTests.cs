using BulkCopy.ObjectStores.Signing;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Signing;

public sealed class SignatureVectorsTests
{
    public static TheoryData<string> Requests() =>
        [.. SignatureVector.All().Where(v => !v.Scheme.EndsWith("-post", StringComparison.Ordinal)).Select(v => v.Id)];

    public static TheoryData<string> Negative() => EditsOf("negative");

    public static TheoryData<string> Insensitive() => EditsOf("insensitive");

    [Theory]
    [MemberData(nameof(Requests))]
    public void Every_intermediate_text_and_the_result_are_those_of_the_vector(string id)
    {
        var vector = SignatureVector.Get(id);
        var run = VectorSigner.Run(vector);
        foreach (var (name, value) in vector.Intermediates)
            Assert.Equal((name, value), (name, run.Intermediates.GetValueOrDefault(name)));
        Assert.Equal(vector.Signature, VectorSigner.SignatureOf(run.Sent));
        foreach (var name in new[] { "authorization", "url" })
            if (vector.Expected[name] is { } expected) Assert.Equal(expected.ToString(), run.Sent);
    }

    [Theory]
    [MemberData(nameof(Negative))]
    public void A_change_of_what_is_signed_changes_the_signature(string id)
    {
        var entry = Entry("negative", id);
        var run = VectorSigner.Run(SignatureVector.Edited(entry));
        Assert.NotEqual(SignatureVector.Get(entry["of"]!.ToString()).Signature, VectorSigner.SignatureOf(run.Sent));
    }

    [Theory]
    [MemberData(nameof(Insensitive))]
    public void A_change_of_what_is_not_signed_leaves_the_signature(string id)
    {
        var entry = Entry("insensitive", id);
        var run = VectorSigner.Run(SignatureVector.Edited(entry));
        Assert.Equal(SignatureVector.Get(entry["of"]!.ToString()).Signature, VectorSigner.SignatureOf(run.Sent));
    }

    [Fact]
    public async Task Chunks_of_a_streamed_body_carry_the_signatures_of_the_vector()
    {
        var vector = SignatureVector.All().Single(v => v.Scheme == "s3-v4-chunked");
        var length = int.Parse(vector.Param("bodyLength")!);
        using var body = new MemoryStream(Enumerable.Repeat((byte)'a', length).ToArray());
        var now = DateTimeOffset.FromUnixTimeSeconds(vector.Timestamp.UnixSeconds);
        var request = vector.ToRequest();
        var signer = new S3V4Signer("us-east-1").SignChunked(request, vector.Credentials, now, length);
        using var content = new ChunkSignedContent(body, length, signer, int.Parse(vector.Param("chunkSize")!));

        var sent = await content.ReadAsStringAsync();

        Assert.Equal(vector.Signature, VectorSigner.SignatureOf(request.FindHeader("Authorization")!));
        Assert.Equal(vector.Intermediates["encodedContentLength"], $"{sent.Length}");
        Assert.Equal(sent.Length, content.Headers.ContentLength);
        Assert.Equal("aws-chunked", request.FindHeader("Content-Encoding"));
        var signatures = sent.Split("chunk-signature=").Skip(1).Select(c => c[..64]);
        Assert.Equal(vector.Expected["chunkSignatures"]!.AsArray().Select(s => s!.ToString()), signatures);
    }

    private static TheoryData<string> EditsOf(string section) =>
        [.. SignatureVector.Document[section]!.AsArray()
            .Where(e => !SignatureVector.Get(e!["of"]!.ToString()).Scheme.EndsWith("-post", StringComparison.Ordinal))
            .Select(e => e!["id"]!.ToString())];

    private static System.Text.Json.Nodes.JsonNode Entry(string section, string id) =>
        SignatureVector.Document[section]!.AsArray().Single(e => e!["id"]!.ToString() == id)!;
}
