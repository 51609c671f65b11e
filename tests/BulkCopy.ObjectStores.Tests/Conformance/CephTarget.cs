using BulkCopy.ObjectStores.Credentials;
using BulkCopy.ObjectStores.Tests.Fakes;

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>A Ceph radosgw with the dialect <c>ceph</c>.</summary>
public sealed class CephTarget(CephServer server) : ConformanceTarget
{
    public override bool HasStoreManagedEncryption => false;

    protected override async Task<ObjectStoreOptions?> StartAsync()
    {
        var (endpoint, told) = await server.EndpointAsync();
        Missing = endpoint is null ? told : null;
        return endpoint is null ? null : TestStores.Options("ceph") with
        {
            Endpoint = endpoint,
            Credentials = new StaticCredentialProvider(new StoreCredentials("cephaccess", "cephsecret")),
        };
    }
}
