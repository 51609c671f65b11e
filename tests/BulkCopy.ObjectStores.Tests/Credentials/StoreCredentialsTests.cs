using BulkCopy.ObjectStores.Credentials;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Credentials;

public sealed class StoreCredentialsTests
{
    [Fact]
    public void Text_shows_four_characters_of_the_id_and_nothing_secret()
    {
        Assert.Equal("AKID****", new StoreCredentials("AKIDEXAMPLE", "secret", "token").ToString());
        Assert.Equal("****", new StoreCredentials("abcd", "secret").ToString());
    }

    [Fact]
    public void Empty_values_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new StoreCredentials(" ", "secret"));
        Assert.Throws<ArgumentException>(() => new StoreCredentials("id", ""));
        Assert.Null(new StoreCredentials("id", "secret", "").SessionToken);
    }

    [Fact]
    public async Task Environment_variables_that_are_missing_are_named()
    {
        var name = "BULKCOPY_TEST_" + Guid.NewGuid().ToString("N");
        var provider = new EnvironmentCredentialProvider(name + "_ID", name + "_SECRET", name + "_TOKEN");
        Environment.SetEnvironmentVariable(name + "_ID", "AKIDEXAMPLE");
        var e = await Assert.ThrowsAsync<CredentialsUnavailableException>(async () => await provider.GetAsync(TestContext.Current.CancellationToken));
        Assert.Contains(name + "_SECRET", e.Message, StringComparison.Ordinal);
        Environment.SetEnvironmentVariable(name + "_SECRET", " secret ");
        var credentials = await provider.GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("AKIDEXAMPLE", "secret", null), (credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken));
    }
}
