using System.Globalization;
using System.Text.Json;

namespace BulkCopy.ObjectStores.Credentials;

/// <summary>
/// Reads the text of a credential file: a JSON object, or lines <c>name=value</c>. Names are compared without case,
/// underscores and an <c>aws</c> prefix, so that the spellings of the vendors' own tools are understood.
/// </summary>
internal static class CredentialFile
{
    public static StoreCredentials Parse(string path, string text)
    {
        var values = text.AsSpan().TrimStart().StartsWith("{") ? ParseJson(path, text) : ParseLines(path, text);
        values.TryGetValue("sessiontoken", out var token);
        return new StoreCredentials(
            Required(path, values, "accesskeyid", "access_key_id"),
            Required(path, values, "secretaccesskey", "secret_access_key"),
            token,
            Expiry(path, values));
    }

    private static Dictionary<string, string> ParseJson(string path, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
                if (property.Value.ValueKind == JsonValueKind.String) values[Normalize(property.Name)] = property.Value.GetString()!;
            return values;
        }
        catch (JsonException e)
        {
            throw new CredentialsUnavailableException($"The credential file {path} is not valid JSON (line {e.LineNumber + 1}). Mend it, or use lines access_key_id=… and secret_access_key=….");
        }
    }

    private static Dictionary<string, string> ParseLines(string path, string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            number++;
            var line = raw.Trim();
            if (line.IsEmpty || line[0] is '#' or ';' or '[') continue;
            var equals = line.IndexOf('=');
            if (equals < 1)
                throw new CredentialsUnavailableException($"Line {number} of the credential file {path} is not of the form name=value.");
            values[Normalize(line[..equals].Trim().ToString())] = line[(equals + 1)..].Trim().ToString();
        }
        return values;
    }

    private static string Normalize(string name)
    {
        var plain = name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        plain = plain.StartsWith("aws", StringComparison.Ordinal) ? plain[3..] : plain;
        return plain switch
        {
            "secretid" => "accesskeyid",
            "secretkey" or "accesskeysecret" => "secretaccesskey",
            "token" or "securitytoken" => "sessiontoken",
            "expiration" => "expiresat",
            _ => plain,
        };
    }

    private static string Required(string path, Dictionary<string, string> values, string name, string spelling) =>
        values.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new CredentialsUnavailableException($"The credential file {path} has no {spelling}. Add it and save the file; it is read again when it changes.");

    private static DateTimeOffset? Expiry(string path, Dictionary<string, string> values)
    {
        if (!values.TryGetValue("expiresat", out var text) || text.Length == 0) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expiry)
            ? expiry
            : throw new CredentialsUnavailableException($"expires_at in the credential file {path} is not a time. Write it like 2026-01-02T03:04:05Z.");
    }
}
