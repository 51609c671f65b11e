using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>Signs requests by one scheme. Instances are immutable for the caller and safe to share between threads.</summary>
public abstract class RequestSigner
{
    /// <summary>The scheme.</summary>
    public abstract SignatureScheme Scheme { get; }

    /// <summary>
    /// Adds the headers that authenticate the request: date, payload hash and session token where the scheme has
    /// them, and <c>Authorization</c>. Signing again replaces them.
    /// </summary>
    /// <param name="request">The request; changed.</param>
    /// <param name="credentials">The credentials.</param>
    /// <param name="now">The store's time (<see cref="SigningClock.Now"/>).</param>
    public abstract void Sign(SigningRequest request, StoreCredentials credentials, DateTimeOffset now);

    /// <summary>
    /// Returns a URL that carries its signature in the query. Whoever uses it must send the request's method and the
    /// headers that were signed. The request is not changed.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="credentials">The credentials; a session token becomes part of the URL.</param>
    /// <param name="now">The store's time (<see cref="SigningClock.Now"/>).</param>
    /// <param name="validFor">How long the URL works; whole seconds, at least one. V4 schemes allow 7 days.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="validFor"/> is not allowed by the scheme.</exception>
    public abstract string Presign(
        SigningRequest request, StoreCredentials credentials, DateTimeOffset now, TimeSpan validFor);

    /// <summary>Creates the signer of a scheme.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="region">
    /// The region of the V4 scopes: <c>us-east-1</c> for S3, <c>cn-hangzhou</c> (without <c>oss-</c>) for OSS. Other
    /// schemes ignore it.
    /// </param>
    public static RequestSigner Create(SignatureScheme scheme, string region) => scheme switch
    {
        SignatureScheme.CosHeader => new CosSigner(),
        SignatureScheme.OssV1 => new OssV1Signer(),
        SignatureScheme.OssV4 => new OssV4Signer(region),
        SignatureScheme.S3V2 => new S3V2Signer(),
        SignatureScheme.S3V4 => new S3V4Signer(region),
        _ => throw new ArgumentOutOfRangeException(nameof(scheme), scheme, "There is no such signature scheme."),
    };

    private protected static long WholeSeconds(TimeSpan validFor, TimeSpan longest)
    {
        if (validFor < TimeSpan.FromSeconds(1) || validFor > longest)
            throw new ArgumentOutOfRangeException(
                nameof(validFor), validFor, $"A pre-signed URL can be valid for 1 second to {longest.TotalSeconds:0} seconds.");
        return (long)validFor.TotalSeconds;
    }
}
