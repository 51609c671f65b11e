namespace BulkCopy.Server.Secrets;

/// <summary>Where a secret lies: an environment variable (<c>env:NAME</c>) or a file (<c>file:PATH</c>). Never the secret itself.</summary>
internal sealed record SecretReference
{
    private const int LargestFileBytes = 64 * 1024;
    private readonly bool isFile;
    private readonly string target;

    private SecretReference(bool isFile, string target) => (this.isFile, this.target) = (isFile, target);

    /// <summary>Reads a reference; <c>null</c> if the text is none.</summary>
    public static SecretReference? Parse(string text) => text switch
    {
        _ when text.StartsWith("env:", StringComparison.Ordinal) && text.Length > 4 => new(false, text[4..]),
        _ when text.StartsWith("file:", StringComparison.Ordinal) && text.Length > 5 => new(true, text[5..]),
        _ => null,
    };

    /// <summary>Fetches the secret.</summary>
    /// <exception cref="SecretUnavailableException">It is not there; the message says where it was looked for.</exception>
    public string Resolve()
    {
        var value = (isFile ? ReadFile() : Environment.GetEnvironmentVariable(target))?.Trim();
        return string.IsNullOrEmpty(value) ? throw new SecretUnavailableException($"{this} holds nothing. Set it, or name another place.") : value;
    }

    /// <inheritdoc/>
    public override string ToString() => (isFile ? "file:" : "env:") + target;

    private string ReadFile()
    {
        try
        {
            return new FileInfo(target).Length > LargestFileBytes
                ? throw new SecretUnavailableException($"{this} is too large to hold a secret; is it the right file?")
                : File.ReadAllText(target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretUnavailableException($"{this} cannot be read: {e.Message}");
        }
    }
}
