using BulkCopy.ObjectStores.Credentials;
using BulkCopy.ObjectStores.Tests.Signing;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Credentials;

public sealed class FileCredentialProviderTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly SetTime _time = new();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("access_key_id=AK\nsecret_access_key = SK\r\nsession_token=T=\n")]
    [InlineData("# comment\n[default]\naws_access_key_id=AK\naws_secret_access_key=SK\naws_session_token=T=\n")]
    [InlineData("""{"accessKeyId":"AK","secretAccessKey":"SK","sessionToken":"T="}""")]
    [InlineData("""{"Version":1,"AccessKeyId":"AK","SecretAccessKey":"SK","SessionToken":"T=","Expiration":"2026-01-02T04:00:00Z"}""")]
    [InlineData("""{"AccessKeyId":"AK","AccessKeySecret":"SK","SecurityToken":"T="}""")]
    public async Task Each_spelling_is_understood(string text)
    {
        await File.WriteAllTextAsync(_path, text);
        var credentials = await Get(new FileCredentialProvider(_path, _time));
        Assert.Equal(("AK", "SK", "T="), (credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken));
    }

    [Theory]
    [InlineData("access_key_id=AK", "secret_access_key")]
    [InlineData("secret_access_key=VERYSECRET", "access_key_id")]
    [InlineData("VERYSECRET", "Line 1")]
    [InlineData("{\"accessKeyId\": VERYSECRET", "not valid JSON")]
    [InlineData("access_key_id=AK\nsecret_access_key=VERYSECRET\nexpires_at=soon", "expires_at")]
    [InlineData("access_key_id=AK\nsecret_access_key=VERYSECRET\nexpires_at=2026-01-02T03:00:00Z", "expired")]
    public async Task What_is_wrong_is_said_with_the_file_and_without_the_secret(string text, string expected)
    {
        await File.WriteAllTextAsync(_path, text);
        var e = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => Get(new FileCredentialProvider(_path, _time)));
        Assert.Contains(_path, e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("VERYSECRET", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_or_huge_file_is_refused()
    {
        var missing = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => Get(new FileCredentialProvider(_path + ".none", _time)));
        Assert.Contains("does not exist", missing.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_path, new string('x', 100_000));
        var huge = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => Get(new FileCredentialProvider(_path, _time)));
        Assert.Contains("100000 bytes", huge.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_is_read_again_and_a_broken_one_keeps_the_old_credentials()
    {
        await File.WriteAllTextAsync(_path, "access_key_id=OLD1\nsecret_access_key=SK");
        var provider = new FileCredentialProvider(_path, _time);
        Assert.Equal("OLD1", (await Get(provider)).AccessKeyId);
        await File.WriteAllTextAsync(_path, "access_key_id=half written");
        _time.Now += TimeSpan.FromSeconds(2);
        Assert.Equal("OLD1", (await Get(provider)).AccessKeyId);
        await File.WriteAllTextAsync(_path, "access_key_id=NEWER\nsecret_access_key=SK");
        _time.Now += TimeSpan.FromSeconds(2);
        Assert.Equal("NEWER", (await Get(provider)).AccessKeyId);
    }

    private static async Task<StoreCredentials> Get(FileCredentialProvider provider) =>
        await provider.GetAsync(TestContext.Current.CancellationToken);
}
