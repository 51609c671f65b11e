using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using Xunit;

namespace BulkCopy.Engine.Tests.Tiering;

public sealed class PolicyReaderTests
{
    private const string Good = """
        version: 1
        name: photos
        losses: report
        supersededVersions: delete
        restore: { tier: Bulk, days: 3, maxObjects: 1000, maxCost: 12.50, pollInterval: 10m }
        rules:
          - name: originals to IA
            priority: 20
            to: STANDARD_IA
            match:
              prefix: [photos/, scans/]
              olderThan: 30d
              minSize: 1MB
              tags: { keep: "yes" }
              class: STANDARD
          - name: everything old away
            priority: 10
            to: DEEP_ARCHIVE
            match: { olderThan: 1.5w, maxSize: 64KB }
          - name: thaw
            to: STANDARD
            match: { class: [ARCHIVE], prefix: thaw/, youngerThan: 400d, minSize: 70KB }
            priority: 5
        """;

    [Fact]
    public void A_policy_is_read_with_its_rules_in_order_of_priority()
    {
        var policy = Read(Good).Policy!;
        Assert.Equal(("photos", LossPolicy.Report, SupersededVersions.Delete), (policy.Name, policy.Losses, policy.SupersededVersions));
        Assert.Equal((RestoreTier.Bulk, 3, 1000L, 12.50m, TimeSpan.FromMinutes(10)),
            (policy.Restore!.Tier, policy.Restore.Days, policy.Restore.MaxObjects!.Value, policy.Restore.MaxCost!.Value, policy.Restore.PollInterval!.Value));
        Assert.Equal([1, 2, 3], policy.Rules.Select(rule => rule.Number));
        var first = policy.Rules[0];
        Assert.Equal(["photos/", "scans/"], first.Prefixes);
        Assert.Equal((TimeSpan.FromDays(30), 1L << 20, "STANDARD", "STANDARD_IA"),
            (first.OlderThan!.Value, first.MinSizeBytes!.Value, first.Classes.Single(), first.TargetClass));
        Assert.Equal(KeyValuePair.Create("keep", "yes"), first.Tags.Single());
        Assert.Equal((TimeSpan.FromDays(10.5), 65536L), (policy.Rules[1].OlderThan!.Value, policy.Rules[1].MaxSizeBytes!.Value));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void A_document_of_brackets_alone_is_refused_before_anything_recurses_into_it(string bracket)
    {
        var problem = Assert.Single(Read(string.Concat(Enumerable.Repeat(bracket, 200_000))).Problems);
        Assert.Contains("nested more than 16 deep", problem.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version: 1\nname: &n x\n", "anchors (&)")]
    [InlineData("version: 1\nname: *n\n", "aliases (*)")]
    [InlineData("version: 1\nname: \"a\\0b\"\n", "NUL character")]
    public void What_could_stand_for_more_than_it_is_or_cannot_be_written_down_is_refused_with_its_line(string text, string reason)
    {
        var problem = Assert.Single(Read(text).Problems);
        Assert.Equal(2, problem.Line);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version: 1\nname: x\n", "k{0}: 1\n")]
    [InlineData("version: 1\nname: x\nrules:\n", "  - {{ k{0}: 1 }}\n")]
    public void However_much_is_wrong_no_more_is_said_than_can_be_read(string head, string line)
    {
        var text = head + string.Concat(Enumerable.Range(0, 3000).Select(number => string.Format(System.Globalization.CultureInfo.InvariantCulture, line, number)));
        Assert.InRange(Read(text).Problems.Count, 1, 100);
    }

    [Fact]
    public void The_example_is_a_policy() => Assert.Equal(3, Read(PolicyReader.ExampleText).Policy!.Rules.Count);

    [Fact]
    public void Json_is_read_as_well()
    {
        var read = Read("""{ "version": 1, "name": "j", "rules": [ { "name": "r", "to": "ARCHIVE", "match": { "olderThan": "90d", "class": ["STANDARD"] } } ] }""");
        Assert.Equal("ARCHIVE", Assert.Single(read.Policy!.Rules).TargetClass);
    }

    [Theory]
    [InlineData("to: COLD", 5, "rule 'a': to", "there is no storage class 'COLD' in cos")]
    [InlineData("to: ARCHIVE\n    match: { class: FROZEN }", 6, "rule 'a': match: class", "there is no storage class 'FROZEN' in cos")]
    [InlineData("to: STANDARD\n    match: { class: MAZ_STANDARD }", 6, "rule 'a': match: class", "the transition MAZ_STANDARD to STANDARD is impossible in cos")]
    [InlineData("to: MAZ_STANDARD\n    match: { class: MAZ_STANDARD_IA }", 6, "rule 'a': match: class", "the transition MAZ_STANDARD_IA to MAZ_STANDARD is impossible in cos")]
    [InlineData("to: STANDARD\n    match: { class: ARCHIVE }", 6, "rule 'a': match: class", "must be restored first: add a restore section")]
    [InlineData("to: STANDARD\n    match: { class: STANDARD }", 6, "rule 'a': match: class", "are in STANDARD already")]
    [InlineData("to: ARCHIVE\n    match: { olderThan: 30 days }", 6, "rule 'a': match: olderThan", "'30 days' is not a duration such as 30d")]
    [InlineData("to: ARCHIVE\n    match: { olderThan: 30d, youngerThan: 10d }", 6, "rule 'a': match: youngerThan", "the rule can match nothing")]
    [InlineData("to: ARCHIVE\n    match: { minSize: 2MB,\n     maxSize: 1MB }", 7, "rule 'a': match: maxSize", "is below minSize")]
    [InlineData("to: ARCHIVE\n    match: { prefx: a/ }", 6, "rule 'a': match: prefx", "there is no such key here")]
    [InlineData("to: ARCHIVE\n    match:\n      maxSize: 12 parsecs", 7, "rule 'a': match: maxSize", "'12 parsecs' is not a size")]
    [InlineData("priority: high\n    to: ARCHIVE", 5, "rule 'a': priority", "'high' is not a number")]
    [InlineData("match: {}", 4, "rule 'a': to", "is missing")]
    [InlineData("to: ARCHIVE\n  - name: b\n    to: STANDARD_IA", 6, "rule 'b': priority", "some objects match both this rule and rule 'a' (line 4): give both a priority")]
    [InlineData("to: ARCHIVE\n    priority: 3\n  - name: b\n    to: STANDARD_IA\n    priority: 3", 9, "rule 'b': priority", "both have priority 3")]
    [InlineData("to: ARCHIVE\n    match: { prefix: x/ }\n  - name: a\n    to: ARCHIVE\n    match: { prefix: y/ }", 7, "rule 'a': name", "another rule has this name")]
    public void What_is_wrong_with_a_rule_is_named_with_line_and_reason(string rest, int line, string where, string reason)
    {
        var read = Read(Document(rest));
        Assert.Null(read.Policy);
        var problem = read.Problems[0];
        Assert.Equal((line, where), (problem.Line, problem.Where));
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: p: q", 1, "this is not YAML or JSON")]
    [InlineData("- a", 1, "expected one document with keys and values")]
    [InlineData("name: p\nrules: []", 1, "is missing; this is how version 1 is written")]
    [InlineData("version: 2\nname: p\nrules: []", 1, "'2' is not a number from 1 to 1")]
    [InlineData("version: 1\nname: p\nrules: []", 3, "a policy has 1 to 1000 rules")]
    [InlineData("version: 1\nname: p\nlosses: ignore\nrules:\n - { name: a, to: ARCHIVE }", 3, "'ignore' is not one of Refuse, Report")]
    [InlineData("version: 1\nname: p\nrestore: { tier: Fast }\nrules:\n - { name: a, to: ARCHIVE }", 3, "'Fast' is not one of Expedited, Standard, Bulk")]
    [InlineData("version: 1\nname: p\nrestore: { tier: Expedited }\nrules:\n - { name: a, to: STANDARD, match: { class: DEEP_ARCHIVE } }", 5, "DEEP_ARCHIVE cannot be restored with tier Expedited; it offers Standard, Bulk")]
    public void What_is_wrong_with_a_document_is_named_with_line_and_reason(string text, int line, string reason)
    {
        var read = Read(text);
        Assert.Null(read.Policy);
        Assert.Equal(line, read.Problems[0].Line);
        Assert.Contains(reason, read.Problems[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_are_those_of_the_dialect()
    {
        var text = Document("to: Archive\n    match: { class: Standard }");
        Assert.NotNull(PolicyReader.Read(text, Dialect.Parse("oss")).Policy);
        Assert.Null(PolicyReader.Read(text.Replace("Archive", "GLACIER", StringComparison.Ordinal), Dialect.Parse("oss")).Policy);
        Assert.Contains("bsc has no storage classes", PolicyReader.Read(text, Dialect.Parse("bsc")).Problems[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ prefix: a/ }", "{ prefix: b/ }", false)]
    [InlineData("{ prefix: a/ }", "{ prefix: a/b/ }", true)]
    [InlineData("{ minSize: 1MB }", "{ maxSize: 1023KB }", false)]
    [InlineData("{ minSize: 1MB }", "{ maxSize: 1MB }", true)]
    [InlineData("{ olderThan: 30d }", "{ youngerThan: 30d }", false)]
    [InlineData("{ olderThan: 30d }", "{ youngerThan: 31d }", true)]
    [InlineData("{ class: STANDARD }", "{ class: INTELLIGENT_TIERING }", false)]
    [InlineData("{ tags: { a: 1 } }", "{ tags: { a: 2 } }", false)]
    [InlineData("{ tags: { a: 1 } }", "{ tags: { b: 1 } }", true)]
    public void Rules_overlap_if_one_object_can_match_both(string first, string second, bool overlap)
    {
        var read = Read($"version: 1\nname: p\nrules:\n - {{ name: a, to: STANDARD_IA, match: {first} }}\n - {{ name: b, to: STANDARD_IA, match: {second} }}");
        Assert.Equal(overlap, read.Policy is null);
    }

    private static string Document(string rest) => $"version: 1\nname: p\nrules:\n  - name: a\n    {rest}";

    private static PolicyDocument Read(string text) => PolicyReader.Read(text, Dialect.Parse("cos"));
}
