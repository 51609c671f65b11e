using BulkCopy.Engine.Verification;

namespace BulkCopy.Engine.Documents;

/// <summary>What came of checking a certificate.</summary>
/// <param name="RunId">The run that it vouches for.</param>
/// <param name="Ok">Whether it holds.</param>
/// <param name="Lines">Lines of the report that it speaks of.</param>
/// <param name="Verified">Verified objects that it vouches for.</param>
/// <param name="VerifiedRoot">Hash over their lines.</param>
/// <param name="Asked">Objects that the destination was asked about; <c>null</c> if it was not asked.</param>
/// <param name="Findings">What is not as it should be.</param>
public sealed record CertificateCheckDocument(
    int RunId, bool Ok, long Lines, long Verified, string VerifiedRoot, long? Asked, IReadOnlyList<CertificateFinding> Findings)
{
    /// <summary>The document of a certificate and what was found.</summary>
    public static CertificateCheckDocument Of(RunCertificate certificate, IReadOnlyList<CertificateFinding> findings, long? asked) =>
        new(certificate.RunId, findings.Count == 0, certificate.Lines, certificate.Verified, certificate.VerifiedRoot, asked, findings);
}
