using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Accounts.</summary>
internal static class AccountsApi
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("accounts");
        accounts.MapGet("", ListAsync).Needs(Role.Admin, Areas.Accounts).WithName("listAccounts").WithSummary("Accounts, oldest first.");
        accounts.MapPost("", CreateAsync).Needs(Role.Admin, Areas.Accounts).Audited("accounts.create").WithName("createAccount")
            .WithSummary("Makes a local account.");
        accounts.MapPut("/{name}", UpdateAsync).Needs(Role.Admin, Areas.Accounts).Audited("accounts.update").WithName("updateAccount")
            .WithSummary("Changes an account's role, or whether it may sign in.").WithDescription("Needs If-Match. Ends the account's sessions.");
        accounts.MapPut("/{name}/password", SetPasswordAsync).Needs(Role.Admin, Areas.Accounts).Audited("accounts.password").WithName("setPassword")
            .WithSummary("Sets a local account's password and ends its sessions.");
    }

    private static async Task<Results<Ok<Page<AccountDocument>>, ValidationProblem>> ListAsync(
        [AsParameters] PageQuery query, AccountTable accounts, CancellationToken cancellationToken)
    {
        if (query.Read(out var limit, out var cursor) is { } problem)
            return problem;
        var rows = await accounts.ListAsync((int)Math.Min(cursor ?? 0, int.MaxValue), limit + 1, cancellationToken);
        return TypedResults.Ok(PageQuery.Of(rows, limit, AccountDocument.Of, row => row.Id));
    }

    private static async Task<Results<Created<AccountDocument>, ValidationProblem, ProblemHttpResult>> CreateAsync(
        AccountRequest request, HttpContext context, AccountTable accounts, PasswordBook passwords)
    {
        if (PasswordBook.ObjectionToName(request.Name) is { } name)
            return ApiProblem.Invalid("name", name);
        if (PasswordBook.Objection(request.Password) is { } password)
            return ApiProblem.Invalid("password", password);
        if (request.Role is not { } role)
            return ApiProblem.Invalid("role", $"'role' is missing; write one of {Roles.Names}.");
        var lower = request.Name!.ToLowerInvariant();
        AuditedAction.Explain(context, $"{lower}: {role}");
        return await accounts.CreateAsync(lower, role.ToString(), passwords.Hash(lower, request.Password!), context.RequestAborted) is { } made
            ? TypedResults.Created($"{context.Request.PathBase}{ApiSetup.Root}/accounts/{lower}", AccountDocument.Of(made))
            : ApiProblem.Conflict($"There is an account '{lower}' already.", "Choose another name.");
    }

    private static async Task<Results<Ok<AccountDocument>, ValidationProblem, ProblemHttpResult>> UpdateAsync(
        string name, AccountUpdate request, string? origin, HttpContext context, AccountTable accounts)
    {
        if (request.Role is not { } role)
            return ApiProblem.Invalid("role", $"'role' is missing; write one of {Roles.Names}.");
        if (origin?.Any(char.IsControl) == true || await accounts.FindAsync(origin ?? "local", name.ToLowerInvariant(), context.RequestAborted) is not { } account)
            return NoSuchAccount(name);
        if (context.Request.Headers.IfMatch.Count == 0)
            return ApiProblem.MatchRequired();
        if (context.Request.Headers.IfMatch != $"\"{account.Revision}\"")
            return ApiProblem.Changed($"Account '{account.Name}'");
        var (hasAdmin, changed) = await accounts.UpdateIfRevisionAsync(account.Id, account.Revision, role.ToString(), request.Disabled, context.RequestAborted);
        if (!hasAdmin)
            return ApiProblem.Conflict($"'{account.Name}' is the last administrator.", "Make another one first.");
        if (changed is null)
            return ApiProblem.Changed($"Account '{account.Name}'");
        AuditedAction.Explain(context, $"{role}{(request.Disabled ? ", disabled" : "")}");
        context.Response.Headers.ETag = $"\"{changed.Revision}\"";
        return TypedResults.Ok(AccountDocument.Of(changed));
    }

    private static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> SetPasswordAsync(
        string name, PasswordRequest request, HttpContext context, AccountTable accounts, PasswordBook passwords)
    {
        if (PasswordBook.Objection(request.Password) is { } objection)
            return ApiProblem.Invalid("password", objection);
        if (await accounts.FindAsync("local", name.ToLowerInvariant(), context.RequestAborted) is not { } account)
            return NoSuchAccount(name);
        await accounts.SetPasswordAsync(account.Id, passwords.Hash(account.Name, request.Password!), context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult NoSuchAccount(string name) =>
        ApiProblem.NotFound($"There is no account '{name}'.", "GET /api/v1/accounts lists them; those of a provider need ?origin=.");
}

/// <summary>An account to be made.</summary>
internal sealed record AccountRequest(string? Name, string? Password, Role? Role)
{
    /// <summary>The name; never the password.</summary>
    public override string ToString() => Name ?? "";
}

/// <summary>A change of an account.</summary>
internal sealed record AccountUpdate(Role? Role, bool Disabled);

/// <summary>A new password.</summary>
internal sealed record PasswordRequest(string? Password)
{
    /// <summary>Nothing of it.</summary>
    public override string ToString() => "****";
}

/// <summary>An account.</summary>
internal sealed record AccountDocument(
    string Name, string Origin, string Role, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt, DateTimeOffset? LockedUntil, string ETag)
{
    public static AccountDocument Of(AccountRow row) => new(
        row.Name, row.Origin, row.Role, row.CreatedAt, row.DisabledAt, row.LockedUntil, $"\"{row.Revision}\"");
}
