using BulkCopy.Server.Web;
using Xunit;

namespace BulkCopy.Server.Tests.Web;

public sealed class LocalUrlTests
{
    [Theory]
    [InlineData("/runs/1?x=%2F")]
    [InlineData("/")]
    [InlineData("/a//b")]
    public void A_path_of_this_site_is_kept(string url) => Assert.Equal(url, LocalUrl.Of(url, ""));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://attacker.example/")]
    [InlineData("//attacker.example")]
    [InlineData("/\\attacker.example")]
    [InlineData("/\t/attacker.example")]
    [InlineData("/\r\nLocation: https://attacker.example")]
    [InlineData("\\\\attacker.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("runs")]
    [InlineData("/a\\..\\b")]
    [InlineData(" /runs")]
    [InlineData("/ｅｖｉｌ")]
    public void Anything_else_leads_to_the_beginning(string? url) => Assert.Equal("/", LocalUrl.Of(url, ""));

    [Theory]
    [InlineData("/copy/runs", "/copy/runs")]
    [InlineData("/other", "/copy/")]
    [InlineData("/copyright", "/copy/")]
    public void With_a_path_base_only_what_is_below_it_is_kept(string url, string expected) => Assert.Equal(expected, LocalUrl.Of(url, "/copy"));
}
