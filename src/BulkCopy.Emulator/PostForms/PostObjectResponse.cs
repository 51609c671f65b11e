namespace BulkCopy.Emulator.PostForms;

/// <summary>The answer to a form upload that succeeded.</summary>
internal sealed record PostObjectResponse
{
    public required int Status { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The elements of the PostResponse document; empty when the body is empty.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Document { get; init; } = [];
}
