using BulkCopy.Emulator.Signatures;

namespace BulkCopy.Emulator.PostForms;

/// <summary>Who signed a form, and the policy that was signed; both null for an anonymous form.</summary>
internal sealed record FormAuthentication
{
    public static FormAuthentication Anonymous { get; } = new();

    public AuthenticatedRequest? Sender { get; init; }

    /// <summary>The policy document, undone of its base64.</summary>
    public byte[]? Policy { get; init; }
}
