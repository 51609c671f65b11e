using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.ObjectStores.PostObjects;

/// <summary>
/// The body of a form upload: the fields, then the file straight from its stream. The length is known beforehand, and the
/// boundary is not quoted, since some stores refuse a quoted one.
/// </summary>
public sealed class PostFormContent : HttpContent
{
    private const int BufferBytes = 64 * 1024;
    private readonly Stream _file;
    private readonly long _fileLength;
    private readonly byte[] _head;
    private readonly byte[] _tail;

    /// <summary>Creates the content.</summary>
    /// <param name="form">The signed form.</param>
    /// <param name="file">The file, read from its position on; stays the caller's. The content can be sent once.</param>
    /// <param name="fileLength">Its length in bytes; a stream that ends earlier fails the upload.</param>
    /// <param name="fileName">The name that <c>${filename}</c> stands for.</param>
    /// <param name="fileContentType">
    /// The type of the file's part. COS ignores it: the object's type is the form's <c>Content-Type</c> field. Default
    /// <c>application/octet-stream</c>.
    /// </param>
    public PostFormContent(
        PostForm form, Stream file, long fileLength, string fileName, string fileContentType = "application/octet-stream")
        : this(form, file, fileLength, fileName, fileContentType, "bulkcopy-" + RandomNumberGenerator.GetHexString(32, lowercase: true))
    {
    }

    internal PostFormContent(PostForm form, Stream file, long fileLength, string fileName, string fileContentType, string boundary)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(fileLength);
        if (fileContentType.AsSpan().ContainsAny('\r', '\n'))
            throw new ArgumentException("A content type is one line.", nameof(fileContentType));
        _file = file;
        _fileLength = fileLength;
        _head = Encoding.UTF8.GetBytes(Head(form, fileName, fileContentType, boundary));
        _tail = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long length)
    {
        length = _head.Length + _fileLength + _tail.Length;
        return true;
    }

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc />
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_head, cancellationToken).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var left = _fileLength; left > 0;)
            {
                var read = await _file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken).ConfigureAwait(false);
                if (read == 0) throw new EndOfStreamException($"The file ended {left} bytes before its announced length of {_fileLength}.");
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        await stream.WriteAsync(_tail, cancellationToken).ConfigureAwait(false);
    }

    private static string Head(PostForm form, string fileName, string fileContentType, string boundary)
    {
        var text = new StringBuilder(1024);
        foreach (var (name, value) in form.Fields)
            text.Append("--").Append(boundary).Append("\r\nContent-Disposition: form-data; name=\"").Append(Quotable(name))
                .Append("\"\r\n\r\n").Append(value).Append("\r\n");
        return text.Append("--").Append(boundary).Append("\r\nContent-Disposition: form-data; name=\"file\"; filename=\"")
            .Append(Quotable(fileName)).Append("\"\r\nContent-Type: ").Append(fileContentType).Append("\r\n\r\n").ToString();
    }

    // As browsers do it.
    private static string Quotable(string name) => name
        .Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);
}
