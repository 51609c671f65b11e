namespace BulkCopy.Cli.Configuration;

/// <summary>The configuration cannot be used. Each problem is one sentence that names the place, the key and what mends it.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
