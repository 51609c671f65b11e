namespace BulkCopy.ObjectStores.Operations;

/// <summary>The content of an answer, which must have the announced length: a shorter one ends in an exception.</summary>
/// <param name="message">The answer.</param>
/// <param name="length">Bytes that must come.</param>
/// <param name="patience">How long no byte may come before reading ends in an exception.</param>
/// <param name="time">The clock of that wait.</param>
internal sealed class OpenContent(HttpResponseMessage message, long length, TimeSpan patience, TimeProvider time) : ForwardStream
{
    private Stream? inner;
    private long position;

    public override long Length => length;
    public override long Position => position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        inner ??= await message.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (position == length || buffer.IsEmpty) return 0;
        if (buffer.Length > length - position) buffer = buffer[..(int)(length - position)];
        var reading = inner.ReadAsync(buffer, CancellationToken.None);
        return Count(reading.IsCompletedSuccessfully ? await reading.ConfigureAwait(false) : await WaitAsync(reading, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<int> WaitAsync(ValueTask<int> reading, CancellationToken cancellationToken)
    {
        var pending = reading.AsTask();
        try
        {
            return await pending.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // Closing the connection ends the read that is still pending on the caller's buffer.
            message.Dispose();
            await pending.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
            if (late is TimeoutException) throw new IOException($"no byte came for {patience.TotalSeconds:0} s after {position} of {length} bytes", late);
            throw;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        inner ??= message.Content.ReadAsStream();
        return position == length || count == 0 ? 0 : Count(inner.Read(buffer, offset, (int)Math.Min(count, length - position)));
    }

    private int Count(int read)
    {
        if (read == 0) throw new IOException($"the content ended after {position} of {length} bytes");
        position += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) message.Dispose();
        base.Dispose(disposing);
    }
}
