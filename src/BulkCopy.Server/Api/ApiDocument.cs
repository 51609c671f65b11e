using BulkCopy.Engine.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace BulkCopy.Server.Api;

/// <summary>The OpenAPI document of the REST API.</summary>
internal static class ApiDocument
{
    private const string Bearer = "apiKey";

    public static void AddApiDocument(this IServiceCollection services) => services.AddSingleton<ApiDocumentFile>().AddOpenApi("v1", document =>
    {
        document.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        document.AddDocumentTransformer((api, _, _) =>
        {
            api.Info = new OpenApiInfo
            {
                Title = "BulkCopy",
                Version = "v1",
                Description = "Durable bulk copy between object stores. Errors are problem details (RFC 9457): 'title' says what is wrong, 'detail' what to do. "
                    + "Lists are read with 'limit' and 'cursor'; 'next' of one page is the cursor of the following.",
            };
            api.Servers?.Clear();
            api.Components ??= new OpenApiComponents();
            api.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            api.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key: bc_…",
            };
            api.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, api)] = [] }];
            return Task.CompletedTask;
        });
        document.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(StoreLocation))
                schema.Type = JsonSchemaType.String;
            return Task.CompletedTask;
        });
        document.AddOperationTransformer((operation, context, _) =>
        {
            ApiExamples.Apply(operation);
            return Task.CompletedTask;
        });
    });

    public static void MapApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi/v1.json", ServeAsync).ExcludeFromDescription().RequireAuthorization(nameof(Access.Role.Viewer));

    private static async Task<FileContentHttpResult> ServeAsync(HttpContext context, ApiDocumentFile file)
    {
        var (content, tag) = await file.ReadAsync();
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(content, "application/json; charset=utf-8", entityTag: tag);
    }
}
