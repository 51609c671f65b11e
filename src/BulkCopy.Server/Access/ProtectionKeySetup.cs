using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Access;

/// <summary>Has the keys kept by <see cref="ProtectionKeyRepository"/>, which seals them itself.</summary>
internal sealed class ProtectionKeySetup(ProtectionKeyRepository repository) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        options.XmlRepository = repository;
        options.XmlEncryptor = new NullXmlEncryptor();
    }
}
