using System.Net;
using System.Net.Sockets;

namespace BulkCopy.ObjectStores.Tests.Hostile;

/// <summary>Answers every connection with the same bytes, then closes it, or goes on with a filler without end.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly byte[] filler;
    private readonly Task accepting;
    private long written;
    private int requests;

    public HostileServer(byte[] answer, byte[]? filler = null)
    {
        Answer = answer;
        this.filler = filler ?? [];
        listener.Start();
        accepting = AcceptAsync();
    }

    public byte[] Answer { get; set; }

    public string Address => listener.LocalEndpoint.ToString()!;

    /// <summary>Bytes of filler that clients took, with what lies in socket buffers.</summary>
    public long Written => Interlocked.Read(ref written);

    public int Requests => Volatile.Read(ref requests);

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or InvalidOperationException) { }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                if (await stream.ReadAsync(new byte[65_536], stopping.Token) == 0) return;
                Interlocked.Increment(ref requests);
                await stream.WriteAsync(Answer, stopping.Token);
                while (filler.Length > 0)
                {
                    await stream.WriteAsync(filler, stopping.Token);
                    Interlocked.Add(ref written, filler.Length);
                }
                client.Client.Shutdown(SocketShutdown.Send);
                while (await stream.ReadAsync(new byte[4096], stopping.Token) > 0) { }
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException or SocketException) { }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        stopping.Dispose();
    }
}
