namespace BulkCopy.Emulator.Signatures;

/// <summary>What is wrong with an access key and its session token, whatever the dialect says to it.</summary>
internal enum CredentialProblem
{
    None,
    UnknownKey,
    InvalidToken,
    ExpiredToken,
}

/// <summary>Finds the secret of an access key and checks the session token sent with it.</summary>
internal sealed class CredentialGate(Func<string, EmulatorCredential?> lookup, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    public CredentialProblem Find(string accessKey, string? sentToken, out EmulatorCredential credential)
    {
        var known = lookup(accessKey);
        credential = known!;
        if (known is null)
            return CredentialProblem.UnknownKey;
        if (known.SessionToken is null)
            return string.IsNullOrEmpty(sentToken) ? CredentialProblem.None : CredentialProblem.InvalidToken;
        // Vendors do not admit that a temporary key exists unless its token comes with it.
        if (string.IsNullOrEmpty(sentToken))
            return CredentialProblem.UnknownKey;
        if (!SignatureComparison.AreEqual(sentToken, known.SessionToken))
            return CredentialProblem.InvalidToken;
        return known.SessionExpiresAt <= Now ? CredentialProblem.ExpiredToken : CredentialProblem.None;
    }

    public RejectedRequest? FindForS3(string accessKey, string? token, out EmulatorCredential credential) =>
        Find(accessKey, token, out credential) switch
        {
            CredentialProblem.UnknownKey => S3Rejections.UnknownAccessKey(accessKey),
            CredentialProblem.InvalidToken => S3Rejections.InvalidToken(),
            CredentialProblem.ExpiredToken => S3Rejections.ExpiredToken(),
            _ => null,
        };

    public RejectedRequest? FindForOss(string accessKey, string? token, out EmulatorCredential credential) =>
        Find(accessKey, token, out credential) switch
        {
            CredentialProblem.UnknownKey => OssRejections.UnknownAccessKey(accessKey),
            CredentialProblem.InvalidToken => OssRejections.InvalidToken(),
            CredentialProblem.ExpiredToken => OssRejections.ExpiredToken(),
            _ => null,
        };

    public RejectedRequest? FindForCos(string accessKey, string? token, out EmulatorCredential credential) =>
        Find(accessKey, token, out credential) switch
        {
            CredentialProblem.UnknownKey => CosRejections.UnknownAccessKey(),
            CredentialProblem.InvalidToken => CosRejections.AccessDenied(),
            CredentialProblem.ExpiredToken => CosRejections.ExpiredToken(),
            _ => null,
        };
}
