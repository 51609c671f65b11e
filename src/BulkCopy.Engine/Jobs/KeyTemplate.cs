using System.Text;

namespace BulkCopy.Engine.Jobs;

/// <summary>A piece of a key template.</summary>
/// <param name="IsLiteral">Whether it is text; otherwise a placeholder.</param>
/// <param name="Text">The text, or the placeholder's name.</param>
internal readonly record struct KeyTemplatePart(bool IsLiteral, string Text);

/// <summary>Reads key templates.</summary>
internal static class KeyTemplate
{
    public static IReadOnlyList<string> Placeholders { get; } = ["key", "dir", "name", "stem", "ext", "bucket", "store", "year", "month", "day", "hour"];

    /// <summary>The pieces; <c>null</c> and a sentence if it cannot be read.</summary>
    public static IReadOnlyList<KeyTemplatePart>? Parse(string template, out string? problem)
    {
        var parts = new List<KeyTemplatePart>();
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            if (c is not ('{' or '}')) text.Append(c);
            else if (i + 1 < template.Length && template[i + 1] == c) text.Append(template[i++]);
            else if (c == '{' && template.IndexOf('}', i) is > 0 and var end && Placeholders.Contains(template[(i + 1)..end]))
            {
                if (text.Length > 0) parts.Add(new KeyTemplatePart(true, text.ToString()));
                text.Clear();
                parts.Add(new KeyTemplatePart(false, template[(i + 1)..end]));
                i = end;
            }
            else
            {
                problem = $"'{template}' has a brace at character {i + 1} that begins no placeholder: there are {string.Join(", ", Placeholders.Select(name => $"{{{name}}}"))}; write {{{{ and }}}} for braces.";
                return null;
            }
        }
        if (text.Length > 0) parts.Add(new KeyTemplatePart(true, text.ToString()));
        problem = parts.Any(part => !part.IsLiteral) ? null : $"'{template}' has no placeholder, so that all objects would get the same key: write for instance {{key}}.";
        return problem is null ? parts : null;
    }
}
