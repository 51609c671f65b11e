using System.Buffers;
using System.Security.Cryptography;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Checksums;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Requests;

/// <summary>A body that arrived whole: its content and the MD5 of its bytes.</summary>
internal sealed record ReceivedBody(ObjectContent Content, byte[] Md5);

/// <summary>Receives bodies into the content store and checks what the client promised about them.</summary>
internal sealed class BodyReceiver(IContentStore store)
{
    private const int SmallBody = 64 * 1024;
    private const int BufferSize = 128 * 1024;

    public async Task<Outcome<ReceivedBody>> ReceiveAsync(EmulatorRequest request, long limit)
    {
        if (request.Body.Length > limit) return Refusals.EntityTooLarge;
        if (!TryReadContentMd5(request, out var promisedMd5)) return Refusals.InvalidDigest;
        var received = request.Body.Length is { } length and <= SmallBody
            ? await ReceiveSmallAsync(request, (int)length)
            : await ReceiveLargeAsync(request, limit);
        if (received.Failed(out var error, out var body)) return error;
        if (promisedMd5 is not null && !promisedMd5.AsSpan().SequenceEqual(body.Md5)) return Refusals.BadDigest;
        return body;
    }

    /// <summary>Reads a document; longer ones are refused.</summary>
    public static async Task<Outcome<byte[]>> ReadDocumentAsync(EmulatorRequest request, int limit)
    {
        if (request.Body.Length > limit) return Refusals.MalformedXml;
        if (!TryReadContentMd5(request, out var promisedMd5)) return Refusals.InvalidDigest;
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var read = await request.Body.Stream.ReadAsync(buffer.GetMemory(4096), request.Aborted);
            if (read == 0) break;
            buffer.Advance(read);
            if (buffer.WrittenCount > limit) return Refusals.MalformedXml;
        }
        var document = buffer.WrittenSpan.ToArray();
        if (request.Body.Length is { } length && document.Length < length) return Refusals.IncompleteBody;
        return promisedMd5 is not null && !promisedMd5.AsSpan().SequenceEqual(MD5.HashData(document)) ? Refusals.BadDigest : document;
    }

    private static bool TryReadContentMd5(EmulatorRequest request, out byte[]? md5)
    {
        md5 = null;
        if (request.Header("Content-MD5") is not { } text) return true;
        var bytes = new byte[16];
        if (text.Length != 24 || !Convert.TryFromBase64String(text, bytes, out var count) || count != 16) return false;
        md5 = bytes;
        return true;
    }

    private async Task<Outcome<ReceivedBody>> ReceiveSmallAsync(EmulatorRequest request, int length)
    {
        var bytes = new byte[length];
        var filled = 0;
        while (filled < length)
        {
            var read = await request.Body.Stream.ReadAsync(bytes.AsMemory(filled), request.Aborted);
            if (read == 0) return Refusals.IncompleteBody;
            filled += read;
        }
        // One more read: the stream verifies hash and trailer at its end.
        var excess = new byte[1];
        if (await request.Body.Stream.ReadAsync(excess, request.Aborted) > 0) return Refusals.IncompleteBody;
        return new ReceivedBody(store.Keep(bytes, Crc64.Compute(bytes)), MD5.HashData(bytes));
    }

    private async Task<Outcome<ReceivedBody>> ReceiveLargeAsync(EmulatorRequest request, long limit)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        await using var writer = store.Begin();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            ulong crc = 0;
            long total = 0;
            while (true)
            {
                var read = await request.Body.Stream.ReadAsync(buffer, request.Aborted);
                if (read == 0) break;
                total += read;
                if (total > limit) return Refusals.EntityTooLarge;
                md5.AppendData(buffer, 0, read);
                crc = Crc64.Append(crc, buffer.AsSpan(0, read));
                await writer.WriteAsync(buffer.AsMemory(0, read), request.Aborted);
            }
            if (request.Body.Length is { } length && total != length) return Refusals.IncompleteBody;
            var content = await writer.CompleteAsync(crc, request.Aborted);
            return new ReceivedBody(content, md5.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
