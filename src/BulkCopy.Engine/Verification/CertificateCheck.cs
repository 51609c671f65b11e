using System.Globalization;

namespace BulkCopy.Engine.Verification;

/// <summary>Something that is not as the certificate says.</summary>
/// <param name="FirstLine">First line of the report that is concerned, counted from 1 without the heading; <c>null</c> if it is not about lines.</param>
/// <param name="LastLine">Last line.</param>
/// <param name="Message">A sentence.</param>
public sealed record CertificateFinding(long? FirstLine, long? LastLine, string Message);

/// <summary>Compares a certificate with the lines that it should have been made of.</summary>
public static class CertificateCheck
{
    private const int MostFindings = 1000;

    /// <summary>What is not as it should be; empty if all is. Line numbers name blocks of as many lines as the certificate's blocks have: one, up to 65,536 lines.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="lines">Lines with the certificate's columns, in the report's order.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<IReadOnlyList<CertificateFinding>> CompareAsync(
        RunCertificate certificate, IAsyncEnumerable<IReadOnlyList<string>> lines, CancellationToken cancellationToken)
    {
        var findings = new List<CertificateFinding>();
        if (Inconsistency(certificate) is { } broken) findings.Add(new(null, null, broken));
        var tree = new ReportTree(certificate.Columns, certificate.BlockLines);
        await foreach (var fields in lines.WithCancellation(cancellationToken).ConfigureAwait(false)) tree.Append(fields);

        if (tree.Lines != certificate.Lines)
            findings.Add(new(null, null, Invariant($"The certificate speaks of {certificate.Lines} lines; there are {tree.Lines}.")));
        if (certificate.Blocks.Count > 0) AddBlocks(findings, certificate, tree);
        else if (tree.Root() != certificate.ReportRoot) findings.Add(new(null, null, $"The hash over all lines is {tree.Root()}, not {certificate.ReportRoot}; the certificate has no blocks to tell where the difference is."));
        if (tree.Verified != certificate.Verified)
            findings.Add(new(null, null, Invariant($"The certificate vouches for {certificate.Verified} verified objects; there are {tree.Verified}.")));
        if (tree.VerifiedRoot() != certificate.VerifiedRoot)
            findings.Add(new(null, null, $"The hash over the verified lines is {tree.VerifiedRoot()}, not {certificate.VerifiedRoot}."));
        return findings;
    }

    /// <summary>Why the certificate contradicts itself; <c>null</c> if it does not.</summary>
    private static string? Inconsistency(RunCertificate certificate)
    {
        if (certificate.Blocks.Count == 0) return null;
        if (certificate.Blocks.Count != (certificate.Lines + certificate.BlockLines - 1) / certificate.BlockLines)
            return Invariant($"The certificate was changed: {certificate.Lines} lines do not make {certificate.Blocks.Count} blocks of {certificate.BlockLines}.");
        return ReportTree.RootOf(certificate.Blocks) == certificate.ReportRoot ? null : "The certificate was changed: its blocks do not give its hash over all lines.";
    }

    private static void AddBlocks(List<CertificateFinding> findings, RunCertificate certificate, ReportTree tree)
    {
        var (expected, found) = (certificate.Blocks, tree.Blocks());
        // Behind a line that is missing or too many everything has moved: only the first difference says something.
        var most = tree.Lines == certificate.Lines ? MostFindings : 1;
        for (var i = 0; i < Math.Max(expected.Count, found.Count) && most > 0; i++)
        {
            if (i < expected.Count && i < found.Count && expected[i] == found[i]) continue;
            most--;
            var first = ((long)i * certificate.BlockLines) + 1;
            var last = Math.Min(first + certificate.BlockLines - 1, Math.Max(certificate.Lines, tree.Lines));
            findings.Add(new(first, last, i >= found.Count ? Invariant($"Line {first} and what follows it are missing.")
                : i >= expected.Count ? Invariant($"Line {first} and what follows it are too many.")
                : first == last ? Invariant($"Line {first} is not what was certified.")
                : Invariant($"Among lines {first} to {last} there is something that was not certified.")));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
