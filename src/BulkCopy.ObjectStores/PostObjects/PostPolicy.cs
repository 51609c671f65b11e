using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BulkCopy.ObjectStores.PostObjects;

/// <summary>
/// What a form upload may contain and until when (COS and OSS, "PostObject"; S3, "POST Policy"). The conditions that a
/// dialect demands for its signature are added when the form is signed.
/// </summary>
/// <param name="expiresAt">When the form stops working.</param>
public sealed class PostPolicy(DateTimeOffset expiresAt)
{
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<PostCondition> _conditions = [];

    /// <summary>When the form stops working.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>The field must have that value: <c>{"acl":"private"}</c>. <c>bucket</c> counts as a field.</summary>
    public PostPolicy Exact(string field, string value) => Add(new PostCondition(PostConditionForm.Exact, field, value));

    /// <summary>The field must have that value, in the other spelling: <c>["eq","$acl","private"]</c>.</summary>
    public PostPolicy Equal(string field, string value) => Add(new PostCondition(PostConditionForm.Equal, field, value));

    /// <summary>The field must begin so; an empty prefix allows anything: <c>["starts-with","$key","folder/"]</c>.</summary>
    public PostPolicy StartsWith(string field, string prefix) => Add(new PostCondition(PostConditionForm.StartsWith, field, prefix));

    /// <summary>The file must have that many bytes, both bounds included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are negative or in the wrong order.</exception>
    public PostPolicy ContentLength(long leastBytes, long mostBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leastBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostBytes, leastBytes);
        return Add(new PostCondition(PostConditionForm.ContentLength, "content-length-range", "", leastBytes, mostBytes));
    }

    internal bool Covers(string field) => _conditions.Exists(c => c.Field.Equals(field, StringComparison.OrdinalIgnoreCase));

    /// <summary>The JSON text in UTF-8, with further conditions after the policy's own.</summary>
    internal byte[] ToUtf8(IEnumerable<PostCondition> further)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            json.WriteStartArray("conditions");
            foreach (var condition in _conditions.Concat(further)) Write(json, condition);
            json.WriteEndArray();
            json.WriteString("expiration", ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private PostPolicy Add(PostCondition condition)
    {
        ArgumentException.ThrowIfNullOrEmpty(condition.Field);
        ArgumentNullException.ThrowIfNull(condition.Value);
        _conditions.Add(condition);
        return this;
    }

    private static void Write(Utf8JsonWriter json, PostCondition condition)
    {
        if (condition.Form == PostConditionForm.Exact)
        {
            json.WriteStartObject();
            json.WriteString(condition.Field, condition.Value);
            json.WriteEndObject();
            return;
        }
        json.WriteStartArray();
        if (condition.Form == PostConditionForm.ContentLength)
        {
            json.WriteStringValue(condition.Field);
            json.WriteNumberValue(condition.Least);
            json.WriteNumberValue(condition.Most);
        }
        else
        {
            json.WriteStringValue(condition.Form == PostConditionForm.Equal ? "eq" : "starts-with");
            json.WriteStringValue("$" + condition.Field);
            json.WriteStringValue(condition.Value);
        }
        json.WriteEndArray();
    }
}
