using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Dashboard.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Accounts;

/// <summary>People and programs that may come in.</summary>
internal static class AccountPages
{
    private const int Most = 200;
    private const int MostDays = 366;

    public static void MapAccountPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/access", (int? afterAccount, int? afterKey, HttpContext context, AccountTable accounts, ApiKeyTable keys) => ShowAsync(context, accounts, keys, null, null, afterAccount, afterKey)).Needs(Role.Admin, Areas.Accounts);
        pages.MapPost("/access/accounts", CreateAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Accounts).Audited("accounts.create");
        pages.MapPost("/access/accounts/{account:int}", UpdateAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Accounts).Audited("accounts.update");
        pages.MapPost("/access/keys", CreateKeyAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Accounts).Audited("api-keys.create");
        pages.MapPost("/access/keys/{key:int}/revoke", RevokeAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Accounts).Audited("api-keys.revoke");
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, AccountTable accounts, ApiKeyTable keys, string? made, string? objection, int? afterAccount = null, int? afterKey = null)
    {
        var people = await accounts.ListAsync(afterAccount ?? 0, Most + 1, context.RequestAborted);
        var programs = await keys.ListAsync(afterKey ?? 0, Most + 1, context.RequestAborted);
        return Pages.Show<AccessPage, AccessModel>(
            context,
            new AccessModel([.. people.Take(Most).Select(AccountLine.Of)], [.. programs.Take(Most)], Areas.All, made, objection)
            {
                NextAccount = people.Count > Most ? people[Most - 1].Id : null, NextKey = programs.Count > Most ? programs[Most - 1].Id : null,
            },
            objection is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, AccountTable accounts, ApiKeyTable keys, PasswordBook passwords, [FromForm] string? name, [FromForm] string? password, [FromForm] string? role)
    {
        var objection = PasswordBook.ObjectionToName(name) ?? PasswordBook.Objection(password);
        if (objection is not null || !Roles.TryParse(role, out var wanted))
            return await ShowAsync(context, accounts, keys, null, objection ?? "Choose a role.");
        var lower = name!.ToLowerInvariant();
        AuditedAction.Explain(context, $"{lower}: {wanted}");
        return await accounts.CreateAsync(lower, wanted.ToString(), passwords.Hash(lower, password!), context.RequestAborted) is null
            ? await ShowAsync(context, accounts, keys, null, $"There is an account '{lower}' already.")
            : Pages.SeeOther(context, $"/access");
    }

    private static async Task<IResult> UpdateAsync(
        int account, HttpContext context, AccountTable accounts, ApiKeyTable keys, [FromForm] int? revision, [FromForm] string? role, [FromForm] string? disabled)
    {
        if (!Roles.TryParse(role, out var wanted) || revision is null)
            return await ShowAsync(context, accounts, keys, null, "Choose a role.");
        var isDisabled = disabled is not null;
        var (hasAdmin, changed) = await accounts.UpdateIfRevisionAsync(account, revision.Value, wanted.ToString(), isDisabled, context.RequestAborted);
        if (!hasAdmin)
            return await ShowAsync(context, accounts, keys, null, "That is the last administrator. Make another one first.");
        if (changed is null)
            return await ShowAsync(context, accounts, keys, null, "The account has changed meanwhile. Look at it again.");
        AuditedAction.Explain(context, $"{changed.Name}: {wanted}{(isDisabled ? ", disabled" : "")}");
        return Pages.SeeOther(context, $"/access");
    }

    private static async Task<IResult> CreateKeyAsync(
        HttpContext context, AccountTable accounts, ApiKeyTable keys, TimeProvider time, [FromForm] string? name, [FromForm] string? role, [FromForm] int? days)
    {
        if (name is not { Length: > 0 and <= 100 } || name.Any(char.IsControl) || !Roles.TryParse(role, out var wanted) || days is not (>= 1 and <= MostDays))
            return await ShowAsync(context, accounts, keys, null, $"Say what the key is for, choose a role, and 1 to {MostDays} days.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var areas = form["area"].Where(area => Areas.All.Contains(area)).Select(area => area!).Distinct().ToArray();
        var key = AccessToken.New(AccessToken.ApiKeyPrefix);
        var made = await keys.CreateAsync(
            name, AccessToken.Hash(key), wanted.ToString(), areas, Actor.Of(context.User)!.Name, time.GetUtcNow().AddDays(days.Value), context.RequestAborted);
        AuditedAction.Explain(context, $"{made.Name}: {wanted}, until {made.ExpiresAt:yyyy-MM-dd}");
        // Not a redirect: this answer is the only one that holds the key.
        return await ShowAsync(context, accounts, keys, key, null);
    }

    private static async Task<IResult> RevokeAsync(int key, HttpContext context, ApiKeyTable keys) =>
        await keys.RevokeAsync(key, context.RequestAborted)
            ? Pages.SeeOther(context, $"/access")
            : Pages.Problem(context, StatusCodes.Status404NotFound, "There is no such key that works", "It has expired, or was revoked before.");
}

/// <summary>Accounts and keys.</summary>
/// <param name="Accounts">People.</param>
/// <param name="Keys">Programs.</param>
/// <param name="Areas">What a key can be limited to.</param>
/// <param name="MadeKey">The key that was just made.</param>
/// <param name="Objection">Why something was not done.</param>
public sealed record AccessModel(IReadOnlyList<AccountLine> Accounts, IReadOnlyList<ApiKeyRow> Keys, IReadOnlyList<string> Areas, string? MadeKey, string? Objection)
{
    /// <summary>The last account shown, if there are more.</summary>
    public int? NextAccount { get; init; }
    /// <summary>The last key shown, if there are more.</summary>
    public int? NextKey { get; init; }
}

/// <summary>An account, without what proves it.</summary>
public sealed record AccountLine(int Id, string Name, string Origin, string Role, DateTimeOffset CreatedAt, bool IsDisabled, DateTimeOffset? LockedUntil, int Revision)
{
    internal static AccountLine Of(AccountRow row) => new(row.Id, row.Name, row.Origin, row.Role, row.CreatedAt, row.DisabledAt is not null, row.LockedUntil, row.Revision);
}
