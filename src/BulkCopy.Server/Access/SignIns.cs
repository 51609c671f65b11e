using BulkCopy.Postgres.Queries;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Access;

/// <summary>Lets people in and out.</summary>
internal sealed class SignIns(PasswordBook passwords, SignInLinkTable links, AuditTrail trail)
{
    private const string SignedIn = "sign-in";

    /// <summary>Begins a session if name and password are right.</summary>
    public async Task<bool> SignInAsync(HttpContext context, string name, string password)
    {
        var account = name.Length > 64 || password.Length > PasswordBook.LongestPassword
            ? null : await passwords.CheckAsync(name, password, context.RequestAborted);
        if (account is null || !Roles.TryParse(account.Role, out var role))
        {
            await trail.AppendAsync(context, SignedIn, StatusCodes.Status401Unauthorized, actorName: name);
            return false;
        }
        await BeginAsync(context, new Actor(account.Name, Actor.Session, role, [], account.Id), "By password.");
        return true;
    }

    /// <summary>Makes the account of a one-time link and begins its session.</summary>
    /// <returns>What is wrong; <c>null</c> if nothing is.</returns>
    public async Task<string?> RedeemAsync(HttpContext context, string token, string name, string password)
    {
        if ((PasswordBook.ObjectionToName(name) ?? PasswordBook.Objection(password)) is { } objection)
            return objection;
        name = name.ToLowerInvariant();
        var redeemed = await links.RedeemAsync(AccessToken.Hash(token), name, passwords.Hash(name, password), context.RequestAborted);
        switch (redeemed)
        {
            case null:
                await trail.AppendAsync(context, "sign-in-link", StatusCodes.Status401Unauthorized, actorName: name);
                return "The link was used, or it has expired. Restart the server to get another while there is no account.";
            case (0, _):
                return "The name is taken.";
            case var (account, roleName):
                _ = Roles.TryParse(roleName, out var role);
                await BeginAsync(context, new Actor(name, Actor.Session, role, [], account), "By a one-time link.");
                return null;
        }
    }

    /// <summary>Ends the session.</summary>
    public async Task SignOutAsync(HttpContext context)
    {
        await trail.AppendAsync(context, "sign-out", StatusCodes.Status200OK);
        await context.SignOutAsync(AccessSchemes.Session);
    }

    private async Task BeginAsync(HttpContext context, Actor actor, string how)
    {
        var principal = actor.ToPrincipal(AccessSchemes.Session);
        await context.SignInAsync(AccessSchemes.Session, principal);
        context.User = principal;
        await trail.AppendAsync(context, SignedIn, StatusCodes.Status200OK, how);
    }
}
