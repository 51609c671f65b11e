using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace BulkCopy.Engine.Tiering;

/// <summary>A mapping of a YAML or JSON document that is read key by key; whatever is wrong becomes a problem with its line.</summary>
internal sealed class DocumentNode(YamlMappingNode mapping, string where, List<PolicyProblem> problems)
{
    // A policy's own are four.
    private const int DeepestNesting = 16;

    // Whoever misspells more has written something else.
    private const int MostUnknown = 20;

    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public string Where { get; } = where;

    public int Line => LineOf(mapping);

    /// <summary>Reads the one document in the text; <c>null</c> with a problem if it is none.</summary>
    public static DocumentNode? Parse(string text, string where, List<PolicyProblem> problems)
    {
        var stream = new YamlStream();
        try
        {
            if (Objection(text) is var (line, reason))
            {
                problems.Add(new(line, where, reason));
                return null;
            }
            stream.Load(new StringReader(text));
        }
        catch (YamlException broken)
        {
            problems.Add(new((int)broken.Start.Line, where, $"this is not YAML or JSON: {Inner(broken)}"));
            return null;
        }
        if (stream.Documents is [{ RootNode: YamlMappingNode root }]) return new DocumentNode(root, where, problems);
        problems.Add(new(1, where, "expected one document with keys and values at its top"));
        return null;
    }

    public int LineOf(string key) => Find(key) is { } node ? LineOf(node) : Line;

    public void Problem(string key, string reason) => problems.Add(new(LineOf(key), key.Length == 0 ? Where : $"{Where}: {key}", reason));

    public bool Has(string key) => Find(key) is not null;

    public string? Text(string key)
    {
        known.Add(key);
        return Find(key) switch
        {
            null => null,
            YamlScalarNode { Value: { Length: > 0 } value } => value,
            _ => Wrong(key, "expected a text"),
        };
    }

    public string? RequiredText(string key)
    {
        if (!Has(key))
        {
            known.Add(key);
            Problem(key, "is missing");
        }
        return Text(key);
    }

    /// <summary>A list of texts; a single text is a list of one.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        known.Add(key);
        switch (Find(key))
        {
            case null:
                return [];
            case YamlScalarNode { Value: { Length: > 0 } one }:
                return [one];
            case YamlSequenceNode list when list.Children.All(child => child is YamlScalarNode { Value.Length: > 0 }):
                return [.. list.Children.Select(child => ((YamlScalarNode)child).Value!)];
            default:
                Problem(key, "expected a text or a list of texts");
                return [];
        }
    }

    public IReadOnlyList<KeyValuePair<string, string>> Pairs(string key)
    {
        known.Add(key);
        if (Find(key) is not { } node) return [];
        if (node is YamlMappingNode pairs && pairs.Children.All(pair => pair is { Key: YamlScalarNode, Value: YamlScalarNode }))
            return [.. pairs.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value ?? "", ((YamlScalarNode)pair.Value).Value ?? ""))];
        Problem(key, "expected names with values");
        return [];
    }

    public T? Value<T>(string key, Func<string, T?> parse, string expected) where T : struct
    {
        if (Text(key) is not { } text) return null;
        if (parse(text) is { } value) return value;
        Problem(key, $"'{text}' is not {expected}");
        return null;
    }

    public T Choice<T>(string key, T otherwise) where T : struct, Enum =>
        Value<T>(key, text => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsDigit(text[0]) ? value : null,
            $"one of {string.Join(", ", Enum.GetNames<T>())}") ?? otherwise;

    public int? Int(string key, int least, int most) =>
        Value<int>(key, text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most ? n : null,
            string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));

    public decimal? Amount(string key) =>
        Value<decimal>(key, text => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? n : null, "an amount such as 12.50");

    public DocumentNode? Child(string key)
    {
        known.Add(key);
        switch (Find(key))
        {
            case null:
                return null;
            case YamlMappingNode child:
                return new DocumentNode(child, Where.Length == 0 ? key : $"{Where}: {key}", problems);
            default:
                Problem(key, "expected keys and values");
                return null;
        }
    }

    public IReadOnlyList<DocumentNode> Children(string key, Func<DocumentNode, int, string> name)
    {
        known.Add(key);
        if (Find(key) is not { } node) return [];
        if (node is not YamlSequenceNode list || !list.Children.All(child => child is YamlMappingNode))
        {
            Problem(key, "expected a list of keys and values");
            return [];
        }
        return [.. list.Children.Select((child, i) =>
        {
            var unnamed = new DocumentNode((YamlMappingNode)child, "", problems);
            return new DocumentNode((YamlMappingNode)child, name(unnamed, i), problems);
        })];
    }

    public IEnumerable<string> Keys => mapping.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    /// <summary>Everything that nobody asked for is a mistake: a misspelt condition must not be ignored.</summary>
    public void RefuseUnknown()
    {
        foreach (var key in Keys.Where(key => !known.Contains(key)).Take(MostUnknown).ToArray())
            Problem(key, $"there is no such key here; known are {string.Join(", ", known.Order())}");
    }

    // Looked at before the tree is built: that recurses, so that some hundred thousand brackets end the process, and a few aliases can stand for more nodes than there is memory.
    private static (int Line, string Reason)? Objection(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > DeepestNesting)
                return At(parser, string.Create(CultureInfo.InvariantCulture, $"it is nested more than {DeepestNesting} deep, as no such document is"));
            if (parser.Current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
                return At(parser, "anchors (&) and aliases (*) are not read here: write out what they stand for, or put it in quotation marks");
            if (parser.Current is Scalar { Value: var value } && value.Contains('\0', StringComparison.Ordinal))
                return At(parser, "there is a NUL character in a text, which nothing holds");
        }
        return null;

        static (int, string) At(Parser parser, string reason) => ((int)parser.Current!.Start.Line, reason);
    }

    private string? Wrong(string key, string reason)
    {
        Problem(key, reason);
        return null;
    }

    private YamlNode? Find(string key) =>
        mapping.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode name && name.Value == key) is { Key: not null, Value: { } value }
        && value is not YamlScalarNode { Value: "" or "~" or "null", Style: ScalarStyle.Plain } ? value : null;

    private static int LineOf(YamlNode node) => (int)node.Start.Line;

    private static string Inner(Exception broken) => broken.InnerException?.Message ?? broken.Message;
}
