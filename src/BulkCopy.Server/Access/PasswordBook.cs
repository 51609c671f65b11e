using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Options;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Access;

/// <summary>Checks names and passwords of local accounts, and locks accounts that are guessed at.</summary>
internal sealed class PasswordBook
{
    public const int ShortestPassword = 12;
    public const int LongestPassword = 200;

    private readonly AccountTable accounts;
    private readonly AccessOptions options;
    private readonly PasswordHasher<string> hasher = new();
    private readonly string nobodysHash;

    public PasswordBook(AccountTable accounts, IOptions<ServerOptions> options)
    {
        (this.accounts, this.options) = (accounts, options.Value.Access);
        nobodysHash = hasher.HashPassword("", AccessToken.New());
    }

    public string Hash(string name, string password) => hasher.HashPassword(name, password);

    /// <summary>The account, or <c>null</c>: unknown, disabled, locked and wrong password look the same from outside, and take the same time.</summary>
    public async Task<AccountRow?> CheckAsync(string name, string password, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync("local", name.ToLowerInvariant(), cancellationToken);
        var verdict = hasher.VerifyHashedPassword(name, account?.PasswordHash ?? nobodysHash, password);
        if (account is null || account.DisabledAt is not null || account.LockedUntil is not null)
            return null;
        if (verdict == PasswordVerificationResult.Failed)
        {
            await accounts.CountFailureAsync(account.Id, options.WrongPasswords, options.LockFor, cancellationToken);
            return null;
        }
        await accounts.ClearFailuresAsync(account.Id, cancellationToken);
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
            await accounts.RehashAsync(account.Id, Hash(account.Name, password), cancellationToken);
        return account;
    }

    /// <summary>What is wrong with a password; <c>null</c> if it will do.</summary>
    public static string? Objection(string? password) => password switch
    {
        null or { Length: < ShortestPassword } => $"A password has at least {ShortestPassword} characters.",
        { Length: > LongestPassword } => $"A password has at most {LongestPassword} characters.",
        _ when password.Distinct().Count() < 5 => "A password of so few different characters is guessed at once.",
        _ => null,
    };

    /// <summary>What is wrong with a name; <c>null</c> if it will do.</summary>
    public static string? ObjectionToName(string? name) =>
        name is { Length: >= 1 and <= 64 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@')
            ? null : "A name has 1 to 64 letters, digits, '.', '_', '-' or '@'.";
}
