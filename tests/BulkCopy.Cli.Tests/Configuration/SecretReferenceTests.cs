using BulkCopy.Cli.Configuration;
using Xunit;

namespace BulkCopy.Cli.Tests.Configuration;

public sealed class SecretReferenceTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["SET"] = " value\n", ["EMPTY"] = "" };

    [Fact]
    public void A_variable_is_read_without_the_blanks_around_it() =>
        Assert.Equal("value", SecretReference.Parse("env:SET")!.Resolve(Variables, out _));

    [Theory]
    [InlineData("env:UNSET", "names the environment variable UNSET, which is not set; set it, or name another place.")]
    [InlineData("env:EMPTY", "names the environment variable EMPTY, which is not set; set it, or name another place.")]
    [InlineData("file:/nowhere/secret", "names the file /nowhere/secret, which does not exist; create it, or name another place.")]
    public void A_reference_that_leads_nowhere_says_so(string reference, string sentence)
    {
        Assert.Null(SecretReference.Parse(reference)!.Resolve(Variables, out var problem));
        Assert.Equal(sentence, problem);
    }

    [Fact]
    public void A_file_is_read()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "from the file\n");

        Assert.Equal("from the file", SecretReference.Parse($"file:{path}")!.Resolve(Variables, out _));
        File.Delete(path);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("env:")]
    [InlineData("file:")]
    [InlineData("vault:x")]
    public void Other_texts_are_no_references(string text) => Assert.Null(SecretReference.Parse(text));
}
