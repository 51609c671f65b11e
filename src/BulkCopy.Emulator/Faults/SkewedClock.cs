using BulkCopy.Emulator.Signatures;

namespace BulkCopy.Emulator.Faults;

/// <summary>The clock signatures are checked with. A check is synchronous, so its skew can sit on the thread.</summary>
internal sealed class SkewedClock(TimeProvider inner) : TimeProvider
{
    [ThreadStatic]
    private static TimeSpan skew;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + skew;

    /// <summary>Verifies a request as a server would whose clock is off by <paramref name="by"/>.</summary>
    public static AuthenticationResult During(TimeSpan by, SignatureVerifier verifier, in SignedRequest request)
    {
        skew = by;
        try
        {
            return verifier.Verify(request);
        }
        finally
        {
            skew = TimeSpan.Zero;
        }
    }
}
