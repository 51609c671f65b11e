namespace BulkCopy.Cli.Configuration;

/// <summary>Where a secret lies: an environment variable (<c>env:NAME</c>) or a file (<c>file:PATH</c>). Never the secret itself.</summary>
internal sealed record SecretReference
{
    private const string EnvironmentPrefix = "env:";
    private const string FilePrefix = "file:";
    private const int LargestFileBytes = 64 * 1024;
    private readonly bool _isFile;
    private readonly string _target;

    private SecretReference(bool isFile, string target)
    {
        _isFile = isFile;
        _target = target;
    }

    /// <summary>Reads a reference; <c>null</c> if the text is none.</summary>
    public static SecretReference? Parse(string text) =>
        text.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase) && text.Length > EnvironmentPrefix.Length
            ? new SecretReference(false, text[EnvironmentPrefix.Length..])
            : text.StartsWith(FilePrefix, StringComparison.OrdinalIgnoreCase) && text.Length > FilePrefix.Length
                ? new SecretReference(true, text[FilePrefix.Length..])
                : null;

    /// <summary>Fetches the secret.</summary>
    /// <param name="variables">Environment variables by name.</param>
    /// <param name="problem">Why it cannot be had, as the rest of a sentence, with the remedy.</param>
    public string? Resolve(IReadOnlyDictionary<string, string> variables, out string? problem)
    {
        problem = null;
        var value = (_isFile ? ReadFile(out problem) : variables.GetValueOrDefault(_target))?.Trim();
        if (!string.IsNullOrEmpty(value))
            return value;
        problem ??= _isFile
            ? $"names the file {_target}, which is empty; write the value into it."
            : $"names the environment variable {_target}, which is not set; set it, or name another place.";
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => (_isFile ? FilePrefix : EnvironmentPrefix) + _target;

    private string? ReadFile(out string? problem)
    {
        problem = null;
        try
        {
            if (!File.Exists(_target))
                problem = $"names the file {_target}, which does not exist; create it, or name another place.";
            else if (new FileInfo(_target).Length > LargestFileBytes)
                problem = $"names the file {_target}, which is too large to hold a secret; is it the right one?";
            else
                return File.ReadAllText(_target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"names the file {_target}, which cannot be read: {e.Message}";
        }

        return null;
    }
}
