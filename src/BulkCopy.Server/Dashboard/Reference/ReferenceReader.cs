using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace BulkCopy.Server.Dashboard.Reference;

/// <summary>Makes the OpenAPI document once: it takes a while, and never changes while the server runs.</summary>
internal sealed class ReferenceReader([FromKeyedServices("v1")] IOpenApiDocumentProvider documents)
{
    private OpenApiDocument? document;

    public async Task<OpenApiDocument> ReadAsync(CancellationToken cancellationToken) =>
        document ??= await documents.GetOpenApiDocumentAsync(cancellationToken);
}
