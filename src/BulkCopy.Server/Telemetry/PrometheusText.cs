using System.Globalization;
using System.Text;

namespace BulkCopy.Server.Telemetry;

/// <summary>Names and labels in Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The name of an instrument, with its unit and, for counters, <c>_total</c>.</summary>
    public static string NameOf(string name, string? unit, bool isCounter)
    {
        var plain = Plain(name);
        var suffix = unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "{request}/s" => "_requests_per_second",
            "{request}/min" => "_per_minute",
            "By/s" => "_bytes_per_second",
            "By" => "_bytes",
            "1" => isCounter ? "" : "_ratio",
            _ => "",
        };
        if (!plain.EndsWith(suffix, StringComparison.Ordinal))
            plain += suffix;
        return isCounter && !plain.EndsWith("_total", StringComparison.Ordinal) ? plain + "_total" : plain;
    }

    /// <summary>Labels in the order of their names, which tells series apart.</summary>
    public static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in tags)
            sorted[Plain(tag.Key)] = Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "";
        return string.Join(',', sorted.Select(label => $"{label.Key}=\"{Escape(label.Value, quoted: true)}\""));
    }

    /// <summary>Text that stays on its line.</summary>
    public static string Escape(string text, bool quoted)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace('\r', ' ');
        return quoted ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length + 1);
        foreach (var c in name)
            plain.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_');
        if (plain.Length == 0 || char.IsAsciiDigit(plain[0]))
            plain.Insert(0, '_');
        return plain.ToString();
    }
}
