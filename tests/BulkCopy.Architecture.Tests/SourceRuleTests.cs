using System.Text.RegularExpressions;
using Xunit;

namespace BulkCopy.Architecture.Tests;

public sealed partial class SourceRuleTests
{
    private const int LongestFile = 400;
    private const string OwnProject = "BulkCopy.Architecture.Tests";

    private static IEnumerable<string> All => Repository.Sources("src").Concat(Repository.Sources("tests"));

    [Fact]
    public void No_file_is_longer_than_four_hundred_lines()
    {
        var wrong = All.Where(path => File.ReadLines(Path.Combine(Repository.Root, path)).Count() > LongestFile);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Types_are_role_nouns() => Assert.Empty(Matches(All, VagueType()));

    [Fact]
    public void Nothing_is_left_to_be_done() => Assert.Empty(Matches(All, Unfinished()));

    [Fact]
    public void A_file_declares_one_public_class_or_interface()
    {
        var wrong = Repository.Sources("src").Where(path => PublicType().Count(Repository.Read(path)) > 1);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Namespaces_begin_with_their_project()
    {
        var wrong =
            from path in Repository.Sources("src")
            let project = path.Split(Path.DirectorySeparatorChar)[1]
            from declared in Namespace().Matches(Repository.Read(path))
            where declared.Groups[1].Value != project && !declared.Groups[1].Value.StartsWith(project + ".", StringComparison.Ordinal)
            select $"{path}: {declared.Groups[1].Value}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Tests_are_sentences_in_a_class_named_like_its_file()
    {
        var wrong =
            from path in Repository.Sources("tests")
            let text = Repository.Read(path)
            from test in Test().Matches(text)
            where !test.Groups[1].Value.Contains('_', StringComparison.Ordinal)
                || !Path.GetFileNameWithoutExtension(path).EndsWith("Tests", StringComparison.Ordinal)
                || !text.Contains($"class {Path.GetFileNameWithoutExtension(path)}", StringComparison.Ordinal)
            select $"{path}: {test.Groups[1].Value}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Solution_holds_every_project()
    {
        var solution = Repository.Read("BulkCopy.sln").Replace('\\', '/');
        var missing = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    private static IEnumerable<string> Matches(IEnumerable<string> paths, Regex pattern) =>
        from path in paths
        where !path.Contains(OwnProject, StringComparison.Ordinal)
        from match in pattern.Matches(Repository.Read(path))
        select $"{path}: {match.Value.Trim()}";

    [GeneratedRegex(@"\b(class|record|struct|interface|enum) \w*(Helpers?|Util|Utils|Utility|Utilities|Manager|Common)\b")]
    private static partial Regex VagueType();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b|#pragma warning disable|#region|\bSkip = """)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^public (?:(?:sealed|static|abstract|readonly|partial) )*(?:class|interface) \w", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\]]*\]\s(?:\s*\[[^\n]*\n)*\s*public (?:static )?(?:async )?(?:Task|ValueTask|void) (\w+)\(")]
    private static partial Regex Test();
}
