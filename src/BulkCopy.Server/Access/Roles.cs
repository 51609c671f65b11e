namespace BulkCopy.Server.Access;

/// <summary>Roles by name.</summary>
internal static class Roles
{
    /// <summary>All names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", Enum.GetNames<Role>());

    /// <summary>Reads a name; numbers are none.</summary>
    public static bool TryParse(string? text, out Role role)
    {
        role = default;
        return text is { Length: > 0 } && char.IsAsciiLetter(text[0]) && Enum.TryParse(text, ignoreCase: true, out role) && Enum.IsDefined(role);
    }

    /// <summary>The highest role that these groups have; <c>null</c> if none has one.</summary>
    public static Role? OfGroups(IEnumerable<string> groups, IDictionary<string, string> groupRoles)
    {
        Role? highest = null;
        foreach (var group in groups)
            if (groupRoles.TryGetValue(group, out var name) && TryParse(name, out var role) && (highest is null || role > highest))
                highest = role;
        return highest;
    }
}
