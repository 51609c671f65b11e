using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;

namespace BulkCopy.Engine.Tests.Verification;

public sealed class CertificateCheckTests
{
    private const int Lines = 400;
    private static readonly int Proof = ReportColumns.Names.ToList().IndexOf("proof");

    [Fact]
    public async Task A_report_that_was_not_touched_holds()
    {
        var lines = Generate(new Random(1));
        var certificate = RunCertificate.Read(Certify(lines, 1).Write());
        Assert.Empty(await CheckAsync(certificate, lines));
        Assert.Equal(lines.Count(line => line[Proof] is "ETag" or "Crc64" or "Content"), certificate.Verified);
    }

    [Fact]
    public async Task Any_change_of_any_field_of_any_line_is_found_and_its_line_is_named()
    {
        var random = new Random(2);
        var lines = Generate(random);
        var certificate = Certify(lines, 1);
        for (var round = 0; round < 300; round++)
        {
            var (line, field) = (random.Next(Lines), random.Next(ReportColumns.Names.Count));
            var tampered = lines.Select(fields => (string[])fields.Clone()).ToList();
            tampered[line][field] = round % 3 == 0 ? "" : tampered[line][field] + (char)('a' + random.Next(26));
            if (tampered[line][field] == lines[line][field]) continue;
            var finding = (await CheckAsync(certificate, tampered))[0];
            Assert.Equal((line + 1L, line + 1L), (finding.FirstLine, finding.LastLine));
        }
    }

    [Fact]
    public async Task Text_that_moves_from_one_field_to_the_next_is_a_change()
    {
        var lines = Generate(new Random(3));
        lines[7][1] = "key and";
        lines[7][2] = "version";
        var certificate = Certify(lines, 1);
        lines[7][1] = "key ";
        lines[7][2] = "andversion";
        Assert.Equal(8, Assert.Single(await CheckAsync(certificate, lines), finding => finding.FirstLine is not null).FirstLine);
    }

    [Fact]
    public async Task Lines_that_were_removed_added_or_exchanged_are_found_where_they_were()
    {
        var random = new Random(4);
        var lines = Generate(random);
        var certificate = Certify(lines, 1);
        for (var round = 0; round < 60; round++)
        {
            var at = random.Next(Lines - 1);
            var changed = new List<string[]>(lines);
            switch (round % 3)
            {
                case 0: changed.RemoveAt(at); break;
                case 1: changed.Insert(at, Line(random, Lines + round)); break;
                default: (changed[at], changed[at + 1]) = (changed[at + 1], changed[at]); break;
            }
            Assert.Equal(at + 1L, (await CheckAsync(certificate, changed)).First(finding => finding.FirstLine is not null).FirstLine);
        }
        Assert.Contains((await CheckAsync(certificate, lines.Take(Lines - 1))), finding => finding.Message == $"Line {Lines} and what follows it are missing.");
    }

    [Fact]
    public async Task In_blocks_of_several_lines_a_change_is_named_by_its_block()
    {
        var lines = Generate(new Random(5));
        var certificate = Certify(lines, 16);
        lines[100][1] += "x";
        var finding = Assert.Single(await CheckAsync(certificate, lines), found => found.FirstLine is not null);
        Assert.Equal((97L, 112L), (finding.FirstLine, finding.LastLine));
    }

    [Fact]
    public async Task A_certificate_that_was_changed_is_found()
    {
        var lines = Generate(new Random(6));
        var certificate = Certify(lines, 1);
        Assert.NotEmpty(await CheckAsync(certificate with { Verified = certificate.Verified + 1 }, lines));
        Assert.NotEmpty(await CheckAsync(certificate with { VerifiedRoot = new string('0', 64) }, lines));
        Assert.NotEmpty(await CheckAsync(certificate with { ReportRoot = new string('0', 64) }, lines));
        Assert.NotEmpty(await CheckAsync(certificate with { Blocks = [.. certificate.Blocks.Skip(1)] }, lines));
        Assert.Throws<InvalidDataException>(() => RunCertificate.Read("{}"));
        Assert.Throws<InvalidDataException>(() => RunCertificate.Read((certificate with { Format = "other/2" }).Write()));
        Assert.Throws<InvalidDataException>(() => RunCertificate.Read((certificate with { BlockLines = 3 }).Write()));
        Assert.Throws<InvalidDataException>(() => RunCertificate.Read((certificate with { ReportRoot = "short" }).Write()));
    }

    [Fact]
    public void Blocks_grow_with_the_report_so_that_a_certificate_stays_small()
    {
        Assert.Equal(1, ReportTree.BlockLinesFor(ReportTree.MostBlocks));
        Assert.Equal(2, ReportTree.BlockLinesFor(ReportTree.MostBlocks + 1));
        Assert.InRange(100_000_000.0 / ReportTree.BlockLinesFor(100_000_000), 1, ReportTree.MostBlocks);
    }

    private static List<string[]> Generate(Random random) => [.. Enumerable.Range(0, Lines).Select(number => Line(random, number))];

    private static string[] Line(Random random, int number)
    {
        string[] proofs = ["ETag", "Crc64", "Content", "SizeOnly", "None"];
        var line = new string[ReportColumns.Names.Count];
        for (var i = 0; i < line.Length; i++) line[i] = random.Next(4) == 0 ? "" : $"{(char)random.Next(0x4E00, 0x9FFF)}{random.Next()}";
        (line[0], line[1], line[3], line[10], line[Proof]) = ($"{number}", $"key {number}", $"{random.Next()}", "true", proofs[random.Next(proofs.Length)]);
        return line;
    }

    private static RunCertificate Certify(List<string[]> lines, int blockLines)
    {
        var tree = new ReportTree(ReportColumns.Names, blockLines);
        foreach (var line in lines) tree.Append(line);
        return new RunCertificate
        {
            RunId = 1, Name = "n", Source = "a:b/", Destination = "c:d/", State = RunState.Complete, IssuedAt = DateTimeOffset.UnixEpoch, Columns = ReportColumns.Names,
            Lines = tree.Lines, Verified = tree.Verified, VerifiedBytes = tree.VerifiedBytes, VerifiedRoot = tree.VerifiedRoot(), ReportRoot = tree.Root(),
            BlockLines = blockLines, Blocks = tree.Blocks(),
        };
    }

    private static Task<IReadOnlyList<CertificateFinding>> CheckAsync(RunCertificate certificate, IEnumerable<string[]> lines) =>
        CertificateCheck.CompareAsync(certificate, lines.ToAsyncEnumerable().Select(line => (IReadOnlyList<string>)line), CancellationToken.None);
}
