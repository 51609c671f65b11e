using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Access;

/// <summary>What endpoints say of who may use them.</summary>
internal static class EndpointRules
{
    /// <summary>Only this role and those above it may use the endpoint, and API keys that include its area.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Role least, string area) where TBuilder : IEndpointConventionBuilder
    {
        endpoint.RequireAuthorization(least.ToString());
        endpoint.WithMetadata(new AreaMetadata(area));
        return endpoint;
    }

    /// <summary>Requests are written down under this name, done or refused.</summary>
    public static TBuilder Audited<TBuilder>(this TBuilder endpoint, string action) where TBuilder : IEndpointConventionBuilder
    {
        var audited = new AuditedAction(action);
        endpoint.WithMetadata(audited);
        endpoint.AddEndpointFilter(audited.InvokeAsync);
        return endpoint;
    }
}
