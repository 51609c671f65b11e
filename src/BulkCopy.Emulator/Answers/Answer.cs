using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Answers;

/// <summary>What is to be sent: built by an operation, changed by faults, written at the end.</summary>
internal sealed class Answer(int status)
{
    public int Status { get; set; } = status;

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public string? ContentType { get; set; }

    /// <summary>A document; written with its length unless <see cref="IsChunked"/>.</summary>
    public ReadOnlyMemory<byte> Document { get; set; }

    /// <summary>Bytes of an object; excludes <see cref="Document"/>.</summary>
    public ObjectContent? Content { get; set; }

    public long ContentOffset { get; set; }

    public long ContentLength { get; set; }

    /// <summary>Sent without Content-Length, as the vendors do for copies that may take long.</summary>
    public bool IsChunked { get; set; }

    /// <summary>Nothing is sent; the connection is reset.</summary>
    public bool IsCut { get; set; }

    /// <summary>Half of the body is sent, then the connection is reset.</summary>
    public bool IsTruncated { get; set; }

    /// <summary>Blanks sent ahead of the document to keep the connection alive.</summary>
    public int Blanks { get; set; }

    public TimeSpan BlankPause { get; set; }

    /// <summary>Whether the operation was carried out; null when the answer itself tells.</summary>
    public bool? TookEffect { get; set; }

    /// <summary>The code of an error inside a 200.</summary>
    public string Code { get; set; } = "";

    /// <summary>Names of the faults that happened.</summary>
    public string Fault { get; set; } = "";

    /// <summary>Set when this is a refusal; the document is made when it is written.</summary>
    public EmulatorError? Error { get; private init; }

    public static Answer Ok() => new(200);

    public static Answer NoContent() => new(204);

    public static Answer Xml(XmlBody body, int status = 200) => new(status)
    {
        Document = body.ToMemory(), ContentType = "application/xml",
    };

    public static implicit operator Answer(EmulatorError error) => new(error.Status) { Error = error };

    public Answer With(string name, string? value)
    {
        if (value is not null) Headers.Add(new(name, value));
        return this;
    }
}
