namespace BulkCopy.Postgres.Queries;

/// <summary>An account as the database holds it.</summary>
public sealed record AccountRow
{
    /// <summary>Its number.</summary>
    public required int Id { get; init; }
    /// <summary>Where it signs in: <c>local</c>, or the name of a provider.</summary>
    public required string Origin { get; init; }
    /// <summary>Name in lower case.</summary>
    public required string Name { get; init; }
    /// <summary>Role.</summary>
    public required string Role { get; init; }
    /// <summary>Hash of the password of a local account.</summary>
    public string? PasswordHash { get; init; }
    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>Since when it may not sign in.</summary>
    public DateTimeOffset? DisabledAt { get; init; }
    /// <summary>Wrong passwords since the last right one.</summary>
    public int FailedSignIns { get; init; }
    /// <summary>Until when it is locked, if it is.</summary>
    public DateTimeOffset? LockedUntil { get; init; }
    /// <summary>Grows with every change.</summary>
    public required int Revision { get; init; }

    /// <summary>Name and origin; never the hash.</summary>
    public override string ToString() => $"{Origin}:{Name}";
}
