using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BulkCopy.ObjectStores.Tests.Fakes;

/// <summary>A server on a loopback port that records requests as they came and answers with the bytes it was given, in order.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<byte[]?> answers = new();
    private readonly ConcurrentQueue<string> requests = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;

    public ScriptedServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Address => listener.LocalEndpoint.ToString()!;

    public IReadOnlyList<string> Requests => [.. requests];

    /// <summary>Waits until so many requests were read.</summary>
    public async Task ReadAsync(int count, CancellationToken cancellationToken)
    {
        while (requests.Count < count) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
    }

    /// <summary>Answers the next request with these bytes; <c>null</c> closes the connection without an answer.</summary>
    public ScriptedServer Answer(byte[]? bytes)
    {
        answers.Enqueue(bytes);
        return this;
    }

    public ScriptedServer Answer(int status, string body = "", params string[] headers)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} X\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        foreach (var header in headers) head.Append(header).Append("\r\n");
        return Answer(Encoding.UTF8.GetBytes(head.Append("\r\n").Append(body).ToString()));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopping.Token);
                _ = ServeAsync(client);
            }
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
                while (await ReadRequestAsync(stream) is { } request)
                {
                    requests.Enqueue(request);
                    if (!answers.TryDequeue(out var answer) || answer is null) return;
                    await stream.WriteAsync(answer, stopping.Token);
                }
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException) { }
    }

    private async Task<string?> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stopping.Token) == 0) return null;
            text.Append((char)one[0]);
        }
        var length = text.ToString().Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var body = new byte[length is null ? 0 : int.Parse(length.Split(':')[1], CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, stopping.Token);
        return text + Encoding.UTF8.GetString(body);
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
    }
}
