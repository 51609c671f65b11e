namespace BulkCopy.Cli.Configuration;

/// <summary>A value and where it stands: a file's path or an environment variable.</summary>
internal readonly record struct ConfiguredValue(string Key, string Value, string Origin)
{
    /// <summary>A sentence about this value, for people.</summary>
    public string Problem(string sentence) => $"{Origin}: {Key} {sentence}";
}
