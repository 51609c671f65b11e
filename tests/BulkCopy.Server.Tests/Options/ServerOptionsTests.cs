using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using BulkCopy.Server.Options;
using BulkCopy.Server.Tests.Hosting;
using Xunit;

namespace BulkCopy.Server.Tests.Options;

/// <summary>Three places tell of the server's settings: the classes, the file of the checkout, the table in the documentation. They tell the same.</summary>
public sealed partial class ServerOptionsTests
{
    [Fact]
    public void Every_setting_stands_in_the_file_of_the_checkout_with_its_default() =>
        Assert.Equal(Settings(new ServerOptions(), "Server").Order(), Written(FileWithoutComments().GetProperty("Server"), "Server").Order());

    [Fact]
    public void Every_setting_stands_in_the_table_with_its_default()
    {
        var table = Row().Matches(Checkout.Read("docs", "server.md")).Select(row => $"{row.Groups[1].Value} = {row.Groups[2].Value.Trim('`')}");
        Assert.Equal(Settings(new ServerOptions(), "Server").Order(), table.Order());
    }

    [Fact]
    public void Every_option_says_what_it_means_in_words()
    {
        var silent = from type in typeof(ServerOptions).Assembly.GetTypes()
                     where type.Namespace == "BulkCopy.Server.Options" && type.Name.EndsWith("Options", StringComparison.Ordinal)
                     from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                     where property.CanWrite && !SourceOf(type).Contains($" {property.Name} {{ get; set; }}", StringComparison.Ordinal)
                     select $"{type.Name}.{property.Name}";
        Assert.Empty(silent);
    }

    private static string SourceOf(Type type) => Checkout.Read("src", "BulkCopy.Server", "Options", $"{type.Name}.cs");

    private static IEnumerable<string> Settings(object options, string path)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var name = $"{path}:{property.Name}";
            // A provider of sign-ins is the one part that is not there by default; its own defaults are.
            var value = property.PropertyType == typeof(OAuthSignInOptions) ? new OAuthSignInOptions() : property.GetValue(options);
            if (value is not null && property.PropertyType.Namespace == "BulkCopy.Server.Options" && property.PropertyType.IsClass)
                foreach (var setting in Settings(value, name))
                    yield return setting;
            else
                yield return $"{name} = {Shown(value)}";
        }
    }

    private static string Shown(object? value) => value switch
    {
        null or "" or ICollection { Count: 0 } => "none",
        bool flag => flag ? "true" : "false",
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static IEnumerable<string> Written(JsonElement section, string path)
    {
        foreach (var property in section.EnumerateObject())
        {
            var name = $"{path}:{property.Name}";
            if (property.Value.ValueKind == JsonValueKind.Object && property.Value.EnumerateObject().Any())
                foreach (var setting in Written(property.Value, name))
                    yield return setting;
            else
                yield return $"{name} = {(property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Array || property.Value.ToString() is "" ? "none" : property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? property.Value.GetRawText() : property.Value.ToString())}";
        }
    }

    // The provider of sign-ins stands in a comment, since with it the server would ask for the rest of it.
    private static JsonElement FileWithoutComments()
    {
        var text = Checkout.Read("appsettings.json");
        const string Comment = "      // ";
        var begin = text.IndexOf(Comment + "\"OAuth\": {", StringComparison.Ordinal);
        var end = text.IndexOf(Comment + "}", begin, StringComparison.Ordinal) + Comment.Length + 1;
        var provider = text[begin..end].Replace(Comment, "      ", StringComparison.Ordinal);
        return JsonDocument.Parse($"{text[..begin].TrimEnd()}\n{provider}{text[end..]}".Replace("\"GroupRoles\": {}", "\"GroupRoles\": {},", StringComparison.Ordinal),
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }).RootElement;
    }

    [GeneratedRegex(@"^\| `(Server:[\w:]+)` \| (`[^`]*`|none) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
