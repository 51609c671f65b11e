namespace BulkCopy.ObjectStores.PostObjects;

/// <summary>
/// A signed form. It can be handed to a browser or sent with <see cref="PostFormContent"/>; the fields come in this order,
/// the file after them.
/// </summary>
/// <param name="Url">Where it is posted.</param>
/// <param name="Fields">The fields, signature included; a session token is among them.</param>
public sealed record PostForm(string Url, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>The URL and the number of fields; no values, since they carry the signature.</summary>
    public override string ToString() => $"{Url} with {Fields.Count} fields";
}
