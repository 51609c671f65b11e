using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace BulkCopy.Server.Api;

/// <summary>The OpenAPI document, made when it is first asked for: that takes a while, and it never changes while the server runs.</summary>
internal sealed class ApiDocumentFile([FromKeyedServices("v1")] IOpenApiDocumentProvider documents)
{
    private readonly Lock one = new();
    private Task<(OpenApiDocument Document, byte[] Content, EntityTagHeaderValue Tag)>? made;

    /// <summary>The document as it is served, and its ETag.</summary>
    public async Task<(byte[] Content, EntityTagHeaderValue Tag)> ReadAsync()
    {
        var (_, content, tag) = await OnceAsync();
        return (content, tag);
    }

    /// <summary>The document itself.</summary>
    public async Task<OpenApiDocument> FindAsync() => (await OnceAsync()).Document;

    // Nobody's request cancels what others wait for too, and what failed is tried again.
    private Task<(OpenApiDocument Document, byte[] Content, EntityTagHeaderValue Tag)> OnceAsync()
    {
        lock (one)
            return made is null or { IsFaulted: true } or { IsCanceled: true } ? made = MakeAsync() : made;
    }

    private async Task<(OpenApiDocument Document, byte[] Content, EntityTagHeaderValue Tag)> MakeAsync()
    {
        var document = await documents.GetOpenApiDocumentAsync(CancellationToken.None);
        using var content = new MemoryStream();
        await document.SerializeAsJsonAsync(content, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        var bytes = content.ToArray();
        return (document, bytes, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\""));
    }
}
