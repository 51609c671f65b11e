using BulkCopy.Emulator.Signatures;
using BulkCopy.Emulator.Signatures.Payloads;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.PostForms;

/// <summary>An object that a form asks to be stored.</summary>
internal sealed record PostedObject
{
    public required string Key { get; init; }

    /// <summary>The attributes as a PUT would carry them.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>
    /// The bytes; reading them to the end checks length, MD5 and checksum, and throws
    /// <see cref="PayloadException"/> when one does not hold. Nothing may be stored before the end.
    /// </summary>
    public required Stream Content { get; init; }

    /// <summary>The S3 checksum that the form promises; final once the content has been read to its end.</summary>
    public required PayloadChecksum? Checksum { get; init; }

    /// <summary>Who signed the form; null when no one did.</summary>
    public required AuthenticatedRequest? Sender { get; init; }
}

/// <summary>An object that was stored.</summary>
internal sealed record StoredObject
{
    /// <summary>With its quotes, in the dialect's letter case.</summary>
    public required string ETag { get; init; }

    /// <summary>Further headers of the answer: version id, encryption.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}

/// <summary>Stores the object of a form, after checking that its sender may; gives the dialect's refusal otherwise.</summary>
internal delegate Task<FormVerdict<StoredObject>> StorePostedObject(PostedObject posted, CancellationToken cancellationToken);
