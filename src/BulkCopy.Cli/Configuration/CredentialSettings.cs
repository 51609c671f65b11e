namespace BulkCopy.Cli.Configuration;

/// <summary>Where the credentials of a store come from: references to each part, or one file that holds all of them and may be rotated.</summary>
internal sealed record CredentialSettings
{
    public ConfiguredValue? AccessKeyIdFrom { get; init; }

    public ConfiguredValue? SecretAccessKeyFrom { get; init; }

    public ConfiguredValue? SessionTokenFrom { get; init; }

    public ConfiguredValue? File { get; init; }

    /// <summary>The references, for people: no secret is in them.</summary>
    public string Describe() => File is { } file
        ? $"file {file.Value}"
        : string.Join(", ", new[] { AccessKeyIdFrom?.Value, SecretAccessKeyFrom?.Value, SessionTokenFrom?.Value }.Where(text => text is not null));
}
