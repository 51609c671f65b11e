using System.Text.Json.Nodes;
using BulkCopy.Emulator.Signatures;
using Xunit;

namespace BulkCopy.Emulator.Tests.Signatures;

public sealed class SignatureVerifierVectorTests
{
    public static TheoryData<string> Signed =>
        [.. SignatureVector.All.Where(static v => !v.Scheme.EndsWith("-post", StringComparison.Ordinal) && v.Credential.Secret.Length > 0).Select(static v => v.Id)];

    public static TheoryData<string> Tampered => [.. SignatureVector.Negative
        .Where(static edit => !((string)edit["of"]!).Contains("-post-", StringComparison.Ordinal)).Select(static edit => (string)edit["id"]!)];

    public static TheoryData<string> Unsigned => [.. SignatureVector.Insensitive.Select(static edit => (string)edit["id"]!)];

    [Theory]
    [MemberData(nameof(Signed))]
    public void Vector_verifies(string id)
    {
        var vector = SignatureVector.Get(id);
        var result = Verify(vector, Authorization(vector));
        var authenticated = Assert.IsType<AuthenticatedRequest>(result);
        Assert.Equal("owner", authenticated.AccountName);
        Assert.Equal(vector.IsQuery, authenticated.IsPresigned);
        Assert.StartsWith(vector.Scheme[..2], authenticated.Scheme.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Signed))]
    public void Vector_with_another_secret_is_refused_with_the_string_to_sign(string id)
    {
        var vector = SignatureVector.Get(id);
        var result = Verify(vector, Authorization(vector), vector.Credential with { Secret = "other" });
        var rejected = Assert.IsType<RejectedRequest>(result);
        Assert.Equal(403, rejected.Status);
        Assert.Equal("SignatureDoesNotMatch", rejected.Code);
        if (vector.Intermediates["stringToSign"] is { } expected)
            Assert.Equal((string)expected!, rejected.Details.Single(static detail => detail.Key == "StringToSign").Value);
    }

    [Theory]
    [MemberData(nameof(Tampered))]
    public void Tampered_vector_is_refused(string id)
    {
        var edit = SignatureVector.Negative.Single(entry => (string)entry["id"]! == id);
        var edited = SignatureVector.Edited(edit, out var original);
        var result = Verify(edited, EditedAuthorization(edit, original));
        Assert.Equal("SignatureDoesNotMatch", Assert.IsType<RejectedRequest>(result).Code);
    }

    [Theory]
    [MemberData(nameof(Unsigned))]
    public void Change_of_what_a_scheme_leaves_unsigned_is_accepted(string id)
    {
        var edit = SignatureVector.Insensitive.Single(entry => (string)entry["id"]! == id);
        var edited = SignatureVector.Edited(edit, out var original);
        Assert.IsType<AuthenticatedRequest>(Verify(edited, Authorization(original)));
    }

    [Theory]
    [InlineData("cos-header-doc-put")]
    [InlineData("cos-header-doc-get")]
    public void Http_string_is_the_one_that_the_vendor_prints(string id)
    {
        var vector = SignatureVector.Get(id);
        var request = vector.ToRequest(authorization: null);
        var workspace = new SignatureWorkspace();
        workspace.Headers.Load(request.Headers);
        var target = new WireTarget(request.RawTarget);
        workspace.Query.Load(target.Query, plusIsBlank: false);
        bool complete = CosVerifier.TryWriteHttpString(request.Method, target.Path,
            (string)vector.Intermediates["headerList"]!, (string)vector.Intermediates["urlParamList"]!, workspace);
        Assert.True(complete);
        Assert.Equal((string)vector.Intermediates["httpString"]!, workspace.Canonical.ToXmlText());
    }

    [Fact]
    public void Chunked_vector_hands_over_what_its_chunks_are_signed_with()
    {
        var vector = SignatureVector.Get("s3-v4-chunked-aws");
        var authenticated = Assert.IsType<AuthenticatedRequest>(Verify(vector, Authorization(vector)));
        Assert.Equal(PayloadMode.StreamingSigned, authenticated.PayloadMode);
        Assert.Equal((string)vector.Expected["signature"]!, authenticated.Chunks!.SeedSignature);
        Assert.Equal((string)vector.Intermediates["signingKeyHex"]!, Convert.ToHexStringLower(authenticated.Chunks.SigningKey));
        Assert.Equal((string)vector.Intermediates["scope"]!, authenticated.Chunks.Scope);
    }

    private static AuthenticationResult Verify(SignatureVector vector, string? authorization, EmulatorCredential? credential = null)
    {
        var known = credential ?? vector.Credential;
        var verifier = new SignatureVerifier(key => key == known.AccessKey ? known : null, new FixedClock(vector.Clock));
        return verifier.Verify(vector.ToRequest(authorization));
    }

    private static string? Authorization(SignatureVector vector)
    {
        if (vector.IsQuery)
            return null;
        if (vector.Expected["authorization"] is { } text)
            return (string)text!;
        var names = vector.Params["signedHeaders"]!.AsArray().Select(static name => ((string)name!).ToLowerInvariant()).Order(StringComparer.Ordinal);
        return $"AWS4-HMAC-SHA256 Credential={vector.Credential.AccessKey}/{vector.Intermediates["scope"]},SignedHeaders={string.Join(';', names)},Signature={vector.Expected["signature"]}";
    }

    // An edited parameter of the signature travels in the Authorization text itself.
    private static string EditedAuthorization(JsonNode edit, SignatureVector original)
    {
        string authorization = Authorization(original)!;
        return (string)edit["path"]![0]! == "params"
            ? authorization.Replace((string)original.Params[(string)edit["path"]![1]!]!, (string)edit["value"]!, StringComparison.Ordinal)
            : authorization;
    }
}
