namespace BulkCopy.Emulator.Storage;

/// <summary>What a grantee may do with an object or bucket. FULL_CONTROL is all of them.</summary>
[Flags]
internal enum Permissions
{
    None = 0,
    Read = 1,
    Write = 2,
    ReadAcl = 4,
    WriteAcl = 8,
    FullControl = Read | Write | ReadAcl | WriteAcl,
}

/// <summary>One grant; <see cref="Grantee"/> is an account id, <see cref="AccessList.AllUsers"/> or <see cref="AccessList.AuthenticatedUsers"/>.</summary>
internal readonly record struct Grant(string Grantee, Permissions Permissions);

/// <summary>A canned ACL by name, or explicit grants. The owner always has full control.</summary>
internal sealed record AccessList(string Canned, Grant[] Grants)
{
    public const string AllUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
    public const string AuthenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

    public static AccessList Private { get; } = new("private", []);

    public bool Allows(string? accountId, Permissions wanted)
    {
        foreach (var grant in Grants)
        {
            var applies = grant.Grantee == AllUsers
                || (accountId is not null && (grant.Grantee == AuthenticatedUsers || grant.Grantee == accountId));
            if (applies && (grant.Permissions & wanted) == wanted) return true;
        }
        return false;
    }
}
