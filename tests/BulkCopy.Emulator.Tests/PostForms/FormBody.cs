using System.Text;

namespace BulkCopy.Emulator.Tests.PostForms;

/// <summary>Writes multipart/form-data the way a browser does.</summary>
internal sealed class FormBody
{
    public const string Boundary = "----WebKitFormBoundaryZBPbaoYE2gqeB21N";
    public const string ContentType = "multipart/form-data; boundary=" + Boundary;

    private readonly List<byte> body = [];

    public FormBody Field(string name, string value) =>
        Write($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");

    public FormBody Fields(IEnumerable<KeyValuePair<string, string>> fields)
    {
        foreach (var (name, value) in fields)
            Field(name, value);
        return this;
    }

    public FormBody File(string fileName, string content, string type = "image/jpeg") =>
        Write($"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{fileName}\"\r\nContent-Type: {type}\r\n\r\n{content}\r\n");

    public FormBody Write(string text)
    {
        body.AddRange(Encoding.UTF8.GetBytes(text));
        return this;
    }

    public byte[] End() => [.. Write($"--{Boundary}--\r\n").body];

    public byte[] ToArray() => [.. body];
}
