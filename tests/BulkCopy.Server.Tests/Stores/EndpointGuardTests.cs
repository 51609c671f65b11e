using System.Net;
using BulkCopy.Server.Options;
using BulkCopy.Server.Stores;
using Xunit;

namespace BulkCopy.Server.Tests.Stores;

public sealed class EndpointGuardTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    public void Addresses_inside_the_network_are_refused(string address)
    {
        Assert.False(Guard().Allows(IPAddress.Parse(address)));
        Assert.True(Guard(allowPrivate: true).Allows(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2400:3200::1")]
    public void Other_addresses_are_allowed(string address) => Assert.True(Guard().Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://s3.example.com")]
    [InlineData("s3.example.com:9000")]
    [InlineData("https://a.b.stores.example")]
    public void A_host_that_is_named_will_do(string endpoint) => Assert.Null(Guard().Objection(endpoint));

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://evils3.example.com.evil.example")]
    [InlineData("https://stores.example")]
    [InlineData("https://xstores.example")]
    [InlineData("https://s3.example.com@evil.example")]
    [InlineData("https://s3.example.com/path")]
    [InlineData("https://s3.example.com?x")]
    [InlineData("https://s3.example.com#x")]
    [InlineData("ftp://s3.example.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://s3.example.com\r\nHost: x")]
    [InlineData("http://[::1]")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://2130706433")]
    [InlineData("http://0x7f.1")]
    [InlineData("")]
    public void Anything_else_is_refused(string endpoint) => Assert.NotNull(Guard().Objection(endpoint));

    private static EndpointGuard Guard(bool allowPrivate = false) => new(Microsoft.Extensions.Options.Options.Create(new ServerOptions
    {
        Endpoints = new EndpointOptions { Allowed = { "s3.example.com", "*.stores.example" }, AllowPrivateAddresses = allowPrivate },
    }));
}
