using System.Globalization;
using System.Text.RegularExpressions;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>A selection at work: what a listing tells of an object against the conditions that need no more than that.</summary>
public sealed class Selector
{
    private readonly Selection selection;
    private readonly string defaultClass;
    private readonly Glob[] include;
    private readonly (Glob Glob, Exclusion Exclusion)[] exclude;
    private readonly Regex[] includeRegex;
    private readonly (Regex Regex, Exclusion Exclusion)[] excludeRegex;
    private readonly DateTimeOffset? after;
    private readonly DateTimeOffset? before;
    private readonly Exclusion outOfRange, notIncluded, noExpression, tooSmall, tooLarge, tooOld, tooNew;

    /// <summary>Prepares the conditions.</summary>
    /// <param name="selection">The conditions; they must have passed <see cref="JobSpecChecks"/>.</param>
    /// <param name="asOf">When the run was made: ages are counted from there.</param>
    /// <param name="defaultClass">The class of objects of which the listing tells none.</param>
    public Selector(Selection selection, DateTimeOffset asOf, string defaultClass)
    {
        (this.selection, this.defaultClass) = (selection, defaultClass);
        include = [.. selection.Include.Select(Glob.Parse)];
        exclude = [.. selection.Exclude.Select(pattern => (Glob.Parse(pattern), new Exclusion("exclude", $"excluded by --exclude '{pattern}'")))];
        includeRegex = [.. selection.IncludeRegex.Select(KeyPatterns.Compile)];
        excludeRegex = [.. selection.ExcludeRegex.Select(pattern => (KeyPatterns.Compile(pattern), new Exclusion("exclude-regex", $"excluded by --exclude-regex '{pattern}'")))];
        after = Later(selection.ModifiedAfter, selection.NewerThan is { } newer ? asOf - newer : null);
        before = Earlier(selection.ModifiedBefore, selection.OlderThan is { } older ? asOf - older : null);
        outOfRange = new("key-range", $"outside the keys from '{selection.FromKey}' (--from-key) to before '{selection.ToKey}' (--to-key)");
        notIncluded = new("include", $"not matched by --include {Quoted(selection.Include)}");
        noExpression = new("include-regex", $"not matched by --include-regex {Quoted(selection.IncludeRegex)}");
        tooSmall = new("size", string.Create(CultureInfo.InvariantCulture, $"smaller than --min-size {selection.MinSizeBytes}"));
        tooLarge = new("size", string.Create(CultureInfo.InvariantCulture, $"larger than --max-size {selection.MaxSizeBytes}"));
        tooOld = new("age", string.Create(CultureInfo.InvariantCulture, $"last modified before {after:u} (--modified-after, --newer-than)"));
        tooNew = new("age", string.Create(CultureInfo.InvariantCulture, $"not last modified before {before:u} (--modified-before, --older-than)"));
    }

    /// <summary>Why an object is left out; <c>null</c> if these conditions let it through.</summary>
    public Exclusion? Exclude(ListedObject listed) => ExcludeKey(listed.Key) ?? ExcludeFacts(listed);

    /// <summary>Why every object of this key is left out; <c>null</c> if the key has nothing against it.</summary>
    public Exclusion? ExcludeKey(string key)
    {
        if (selection.FromKey is { } from && KeyOrder.Compare(key, from) < 0) return outOfRange;
        if (selection.ToKey is { } to && KeyOrder.Compare(key, to) >= 0) return outOfRange;
        if (include.Length > 0 && !Array.Exists(include, glob => glob.Matches(key))) return notIncluded;
        foreach (var (glob, exclusion) in exclude)
            if (glob.Matches(key)) return exclusion;
        if (includeRegex.Length > 0 && !Array.Exists(includeRegex, regex => regex.IsMatch(key))) return noExpression;
        foreach (var (regex, exclusion) in excludeRegex)
            if (regex.IsMatch(key)) return exclusion;
        return null;
    }

    private Exclusion? ExcludeFacts(ListedObject listed)
    {
        if (listed.Size < selection.MinSizeBytes) return tooSmall;
        if (listed.Size > selection.MaxSizeBytes) return tooLarge;
        if (listed.LastModified < after) return tooOld;
        if (listed.LastModified >= before) return tooNew;
        if (selection.StorageClasses.Count == 0 && selection.NotStorageClasses.Count == 0) return null;
        var storageClass = listed.StorageClass ?? defaultClass;
        if (selection.StorageClasses.Count > 0 && !selection.StorageClasses.Contains(storageClass, StringComparer.OrdinalIgnoreCase))
            return new("storage-class", $"in class {storageClass}, which --in-class does not name");
        return selection.NotStorageClasses.Contains(storageClass, StringComparer.OrdinalIgnoreCase)
            ? new("storage-class", $"in class {storageClass}, which --not-in-class names") : null;
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a > b ? a : b;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;

    private static string Quoted(IReadOnlyList<string> patterns) => string.Join(" or ", patterns.Select(pattern => $"'{pattern}'"));
}
