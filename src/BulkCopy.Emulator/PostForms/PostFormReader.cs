using System.Text;
using BulkCopy.Emulator.Signatures;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace BulkCopy.Emulator.PostForms;

/// <summary>Reads a multipart/form-data body field by field and stops where the file begins.</summary>
internal sealed class PostFormReader(EmulatorDialect dialect)
{
    private const int MaxBoundaryLength = 200;

    private readonly FormLimits limits = FormLimits.Of(dialect);

    public async Task<FormVerdict<PostForm>> ReadAsync(string? contentType, Stream body, CancellationToken cancellationToken)
    {
        if (!TryReadBoundary(contentType, out string boundary))
            return PostRejections.NotMultipart(dialect);
        var reader = new MultipartReader(boundary, body) { HeadersLengthLimit = limits.PartHeaderBytes, HeadersCountLimit = 16 };
        try
        {
            return await ReadPartsAsync(reader, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return PostRejections.Malformed(dialect);
        }
    }

    private async Task<FormVerdict<PostForm>> ReadPartsAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        int total = 0;
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (!TryReadName(section, out string name, out string? fileName))
                return PostRejections.Malformed(dialect);
            if (name.Equals("file", StringComparison.OrdinalIgnoreCase))
                return FormOf(fields, section, fileName);
            int room = Math.Min(limits.ValueBytes, limits.TotalBytes - total - name.Length);
            if (name.Length > limits.NameBytes || await ReadValueAsync(section.Body, room, cancellationToken) is not { } value)
                return limits.ValueBytes < limits.TotalBytes - total ? PostRejections.FieldTooLong(dialect, name) : PostRejections.TooMuchBeforeFile(dialect);
            total += name.Length + value.Length;
            // A repeated field would let one value pass the policy and another be stored.
            if (fields.Count == limits.Fields || !fields.TryAdd(name, Encoding.UTF8.GetString(value)))
                return PostRejections.Malformed(dialect);
        }

        return PostRejections.NoFile(dialect);
    }

    private PostForm FormOf(Dictionary<string, string> fields, MultipartSection section, string? fileName) => new()
    {
        Fields = fields,
        FileName = WithoutPath(fileName ?? ""),
        FileContentType = section.ContentType,
        File = new FormFileStream(section.Body, dialect),
    };

    private static async Task<byte[]?> ReadValueAsync(Stream body, int room, CancellationToken cancellationToken)
    {
        using var value = new MemoryStream();
        var buffer = new byte[1024];
        while (true)
        {
            int read = await body.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                return value.Length <= room ? value.ToArray() : null;
            value.Write(buffer, 0, read);
            if (value.Length > room)
                return null;
        }
    }

    private static bool TryReadBoundary(string? contentType, out string boundary)
    {
        boundary = "";
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return false;
        boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= MaxBoundaryLength;
    }

    private static bool TryReadName(MultipartSection section, out string name, out string? fileName)
    {
        (name, fileName) = ("", null);
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
            return false;
        name = HeaderUtilities.UnescapeAsQuotedString(disposition.Name).ToString();
        // Old browsers send a whole path, whose backslashes are no escapes.
        var sent = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
        fileName = sent.HasValue ? sent.ToString() : null;
        return name.Length > 0;
    }

    private static string WithoutPath(string fileName) => fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
}
