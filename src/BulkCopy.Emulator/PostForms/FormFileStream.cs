using BulkCopy.Emulator.Signatures.Payloads;

namespace BulkCopy.Emulator.PostForms;

/// <summary>The file of a form; a body that ends before its closing boundary is a <see cref="PayloadException"/>.</summary>
internal sealed class FormFileStream(Stream part, EmulatorDialect dialect) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await part.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new PayloadException(PostRejections.Malformed(dialect));
        }
    }
}
