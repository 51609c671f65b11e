using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Dialects;

/// <summary>"Upload Part - Copy" of Baishan, with its own spellings.</summary>
public sealed class BscPartCopyTests : EmulatorTest
{
    private const string Host = RawClient.BscHost;

    [Fact]
    public async Task Part_copy_answers_in_baishans_spelling()
    {
        var upload = await StartAsync();
        var answer = await Must(200, Raw.SendAsync("PUT", Host, $"/bucket/copy?partNumber=1&uploadId={upload}", "", ("x-amz-copy-source", "%2Fbucket%2Fsource")));
        Assert.Equal("CopyObjectResult", answer.Xml.Name.LocalName);
        Assert.Equal("5d41402abc4b2a76b9719d911017c592", answer.Element("ETag"));
        Assert.Equal("\"5d41402abc4b2a76b9719d911017c592\"", answer.Header("ETag"));
        Assert.EndsWith(" GMT", answer.Element("LastModified"), StringComparison.Ordinal);
        Assert.NotNull(answer.Header("x-amz-s2-requester"));
    }

    [Theory]
    [InlineData("x-amz-copy-source-if-match", "\"0123\"")]
    [InlineData("x-amz-copy-source-if-nonematch", "\"5d41402abc4b2a76b9719d911017c592\"")]
    [InlineData("x-amz-copy-source-if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")]
    [InlineData("x-amz-copy-source-if-unmodified-since", "Fri, 01 Jan 2010 00:00:00 GMT")]
    public async Task Unmet_conditions_are_412(string name, string value)
    {
        var upload = await StartAsync();
        var answer = await Must(412, Raw.SendAsync("PUT", Host, $"/bucket/copy?partNumber=1&uploadId={upload}", "", ("x-amz-copy-source", "/bucket/source"), (name, value)));
        Assert.Equal("PreconditionFailed", answer.Header("x-error-code"));
    }

    private async Task<string?> StartAsync()
    {
        await Must(200, Raw.SendAsync("PUT", Host, "/bucket"));
        await Must(200, Raw.SendAsync("PUT", Host, "/bucket/source", "hello"));
        return (await Must(200, Raw.SendAsync("POST", Host, "/bucket/copy?uploads"))).Element("UploadId");
    }
}
