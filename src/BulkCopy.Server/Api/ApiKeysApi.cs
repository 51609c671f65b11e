using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>API keys.</summary>
internal static class ApiKeysApi
{
    private const int MostDays = 366;
    private const int LongestName = 100;

    public static void MapApiKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/api-keys").WithTags("accounts");
        keys.MapGet("", ListAsync).Needs(Role.Admin, Areas.Accounts).WithName("listApiKeys").WithSummary("API keys, oldest first; not the keys themselves.");
        keys.MapPost("", CreateAsync).Needs(Role.Admin, Areas.Accounts).Audited("api-keys.create").WithName("createApiKey")
            .WithSummary("Makes an API key.").WithDescription("The answer holds the key; it is not shown again.");
        keys.MapDelete("/{key:int}", RevokeAsync).Needs(Role.Admin, Areas.Accounts).Audited("api-keys.revoke").WithName("revokeApiKey")
            .WithSummary("Revokes an API key.");
    }

    private static async Task<Results<Ok<Page<ApiKeyRow>>, ValidationProblem>> ListAsync(
        [AsParameters] PageQuery query, ApiKeyTable keys, CancellationToken cancellationToken)
    {
        if (query.Read(out var limit, out var cursor) is { } problem)
            return problem;
        var rows = await keys.ListAsync((int)Math.Min(cursor ?? 0, int.MaxValue), limit + 1, cancellationToken);
        return TypedResults.Ok(PageQuery.Of(rows, limit, row => row, row => row.Id));
    }

    private static async Task<Results<Created<NewApiKeyDocument>, ValidationProblem>> CreateAsync(
        ApiKeyRequest request, HttpContext context, ApiKeyTable keys, TimeProvider time)
    {
        if (request.Name is not { Length: > 0 and <= LongestName } || request.Name.Any(char.IsControl))
            return ApiProblem.Invalid("name", $"'name' says what the key is for, in 1 to {LongestName} characters on one line.");
        if (request.Role is not { } role)
            return ApiProblem.Invalid("role", $"'role' is missing; write one of {Roles.Names}.");
        if (request.Days is not (>= 1 and <= MostDays))
            return ApiProblem.Invalid("days", $"'days' is how long the key works, 1 to {MostDays}.");
        if (request.Areas?.Where(area => !Areas.All.Contains(area)).ToArray() is [var unknown, ..])
            return ApiProblem.Invalid("areas", $"'{Shown(unknown ?? "null")}' is no part of the API; known are {string.Join(", ", Areas.All)}. Leave 'areas' out for all.");
        var key = AccessToken.New(AccessToken.ApiKeyPrefix);
        var made = await keys.CreateAsync(
            request.Name, AccessToken.Hash(key), role.ToString(), [.. (request.Areas ?? []).Distinct()], Actor.Of(context.User)!.Name,
            time.GetUtcNow().AddDays(request.Days.Value), context.RequestAborted);
        AuditedAction.Explain(context, $"{made.Name}: {role}, until {made.ExpiresAt:yyyy-MM-dd}");
        return TypedResults.Created($"{context.Request.PathBase}{ApiSetup.Root}/api-keys/{made.Id}", new NewApiKeyDocument(key, made));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(int key, HttpContext context, ApiKeyTable keys) =>
        await keys.RevokeAsync(key, context.RequestAborted)
            ? TypedResults.NoContent()
            : ApiProblem.NotFound($"There is no API key {key} that works.", "GET /api/v1/api-keys lists them.");

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

/// <summary>An API key to be made.</summary>
internal sealed record ApiKeyRequest(string? Name, Role? Role, int? Days, IReadOnlyList<string>? Areas);

/// <summary>A new API key; the only answer that holds it.</summary>
internal sealed record NewApiKeyDocument(string Key, ApiKeyRow Details);
