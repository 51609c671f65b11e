using System.Globalization;
using System.Text.Json;

namespace BulkCopy.Emulator.PostForms;

/// <summary>Reads a policy document; whatever is not exactly of the documented form is a problem.</summary>
internal sealed class PostPolicyParser(EmulatorDialect dialect)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    private readonly List<PolicyCondition> conditions = [];
    private LengthRange? contentLength;

    public FormVerdict<PostPolicy> Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Parse(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no valid UTF-16.
            return PostRejections.InvalidPolicy(dialect, "Invalid JSON.");
        }
    }

    private FormVerdict<PostPolicy> Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return Invalid("The policy must be a JSON object.");
        if (!root.TryGetProperty("expiration", out var expiration) || expiration.ValueKind != JsonValueKind.String)
            return Invalid("Policy missing expiration.");
        if (!TryParseTime(expiration.GetString()!, out var time))
            return Invalid("Invalid 'expiration' value: it must be an ISO 8601 time in UTC.");
        if (!root.TryGetProperty("conditions", out var list) || list.ValueKind != JsonValueKind.Array)
            return Invalid("Policy missing conditions.");
        foreach (var condition in list.EnumerateArray())
        {
            if (Add(condition) is { } problem)
                return Invalid(problem);
        }

        return new PostPolicy { Expiration = time, Conditions = conditions, ContentLength = contentLength };
    }

    private string? Add(JsonElement condition) => condition.ValueKind switch
    {
        JsonValueKind.Object => AddSimple(condition),
        JsonValueKind.Array => AddList(condition),
        _ => "Invalid Condition: conditions are objects or arrays.",
    };

    private string? AddSimple(JsonElement condition)
    {
        var properties = condition.EnumerateObject().ToArray();
        if (properties.Length != 1 || !TryReadText(properties[0].Value, out string value))
            return "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.";
        conditions.Add(new PolicyCondition { Kind = ConditionKind.Equal, Field = properties[0].Name, Values = [value] });
        return null;
    }

    private string? AddList(JsonElement condition)
    {
        if (condition.GetArrayLength() != 3 || condition[0].ValueKind != JsonValueKind.String)
            return "Invalid Condition: expected an operator and two arguments.";
        string name = condition[0].GetString()!.ToLowerInvariant();
        if (name == "content-length-range")
            return AddLengthRange(condition[1], condition[2]);
        if (condition[1].ValueKind != JsonValueKind.String || condition[1].GetString() is not ['$', _, ..] field)
            return "Invalid Condition: the field must be a string that begins with '$'.";
        ConditionKind? kind = (name, dialect) switch
        {
            ("eq", _) => ConditionKind.Equal,
            ("starts-with", _) => ConditionKind.StartsWith,
            ("in", EmulatorDialect.Oss) => ConditionKind.In,
            ("not-in", EmulatorDialect.Oss) => ConditionKind.NotIn,
            _ => null,
        };
        if (kind is null)
            return $"Invalid Condition: unknown operator '{Signatures.XmlText.Clean(name)}'.";
        if (!TryReadValues(condition[2], kind.Value, out var values))
            return "Invalid Condition: the value is of the wrong type.";
        conditions.Add(new PolicyCondition { Kind = kind.Value, Field = field[1..], Values = values });
        return null;
    }

    private string? AddLengthRange(JsonElement first, JsonElement second)
    {
        if (!TryReadText(first, out string least) || !TryReadText(second, out string most)
            || !long.TryParse(least, NumberStyles.None, CultureInfo.InvariantCulture, out long min)
            || !long.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out long max) || min > max)
            return "Invalid content-length-range: expected two whole numbers in ascending order.";
        var range = new LengthRange(min, max);
        contentLength = contentLength?.And(range) ?? range;
        return null;
    }

    private static bool TryReadValues(JsonElement element, ConditionKind kind, out string[] values)
    {
        values = [];
        if (kind is ConditionKind.Equal or ConditionKind.StartsWith)
        {
            bool read = TryReadText(element, out string single);
            values = [single];
            return read;
        }

        if (element.ValueKind != JsonValueKind.Array || element.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String))
            return false;
        values = [.. element.EnumerateArray().Select(static item => item.GetString()!)];
        return true;
    }

    private static bool TryReadText(JsonElement element, out string text)
    {
        text = element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!,
            JsonValueKind.Number => element.GetRawText(),
            _ => "",
        };
        return element.ValueKind is JsonValueKind.String or JsonValueKind.Number;
    }

    private static bool TryParseTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text,
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"],
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out time);

    private Signatures.RejectedRequest Invalid(string problem) => PostRejections.InvalidPolicy(dialect, problem);
}
