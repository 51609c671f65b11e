namespace BulkCopy.Engine.Jobs;

/// <summary>
/// How the key at the destination is made. The source's prefix is taken off, the replacements are made one after the other, the template is filled in,
/// and the destination's prefix is put in front.
/// </summary>
public sealed record KeyRewriting
{
    /// <summary>Text with placeholders: <c>{key}</c>, <c>{dir}</c>, <c>{name}</c>, <c>{stem}</c>, <c>{ext}</c>, <c>{bucket}</c>, <c>{store}</c>, <c>{year}</c>, <c>{month}</c>,
    /// <c>{day}</c>, <c>{hour}</c> (of last modified, UTC). <c>{{</c> and <c>}}</c> are braces. <c>null</c>: the key as it is.</summary>
    public string? Template { get; init; }
    /// <summary>Replacements, made in this order, everywhere in the key.</summary>
    public IReadOnlyList<KeyReplacement> Replace { get; init; } = [];
}

/// <summary>A replacement in keys.</summary>
/// <param name="Pattern">A regular expression without lookaround and back references.</param>
/// <param name="With">What takes its place; <c>$1</c> and <c>${name}</c> are groups, <c>$$</c> is a dollar.</param>
public sealed record KeyReplacement(string Pattern, string With);
