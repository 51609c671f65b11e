using BulkCopy.Cli.Configuration;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.Cli.Hosting;

/// <summary>Makes credentials of the references in configuration.</summary>
internal static class StoreCredentialSource
{
    /// <exception cref="ConfigurationException">A reference leads nowhere.</exception>
    public static ICredentialProvider Create(CredentialSettings settings, IReadOnlyDictionary<string, string> variables, TimeProvider time)
    {
        if (settings.File is { } file)
            return new FileCredentialProvider(file.Value, time);
        var problems = Problems(settings, variables).ToArray();
        if (problems.Length > 0)
            throw new ConfigurationException(problems);
        return new StaticCredentialProvider(new StoreCredentials(
            Resolve(settings.AccessKeyIdFrom, variables)!,
            Resolve(settings.SecretAccessKeyFrom, variables)!,
            Resolve(settings.SessionTokenFrom, variables)));
    }

    /// <summary>References that lead nowhere, a sentence each.</summary>
    public static IEnumerable<string> Problems(CredentialSettings settings, IReadOnlyDictionary<string, string> variables)
    {
        if (settings.File is { } file && !File.Exists(file.Value))
            yield return file.Problem($"names the file {file.Value}, which does not exist; create it, or name another place.");
        foreach (var reference in new[] { settings.AccessKeyIdFrom, settings.SecretAccessKeyFrom, settings.SessionTokenFrom })
        {
            if (reference is not { } value)
                continue;
            SecretReference.Parse(value.Value)!.Resolve(variables, out var problem);
            if (problem is not null)
                yield return value.Problem(problem);
        }
    }

    private static string? Resolve(ConfiguredValue? reference, IReadOnlyDictionary<string, string> variables) =>
        reference is { } value ? SecretReference.Parse(value.Value)!.Resolve(variables, out _) : null;
}
