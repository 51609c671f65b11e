using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BulkCopy.Testing;

/// <summary>Takes what a webhook posts and answers what it is told to.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<int, Task<string>> answer;
    private readonly Task serving;
    private int received;

    /// <param name="answer">The answer to the request of this number, from 1: a status line and headers without the last empty line.</param>
    public HookReceiver(Func<int, string> answer) : this(number => Task.FromResult(answer(number)))
    {
    }

    /// <param name="answer">The same, when its time comes: requests that wait for their answers keep no others from being read.</param>
    public HookReceiver(Func<int, Task<string>> answer)
    {
        this.answer = answer;
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>Where it is told.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/hook";

    /// <summary>What it was told, in order.</summary>
    public ConcurrentQueue<(Dictionary<string, string> Headers, string Body)> Messages { get; } = new();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var clients = new List<Task>();
        while (!stop.IsCancellationRequested)
            try
            {
                clients.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                continue;
            }
        await Task.WhenAll(clients);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            await ReadAsync(client.GetStream());
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
        {
            return;
        }
    }

    private async Task ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        await reader.ReadLineAsync(stop.Token);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } line)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var body = new char[int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(body, stop.Token);
        Messages.Enqueue((headers, new string(body)));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{await answer(Interlocked.Increment(ref received)).WaitAsync(stop.Token)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), stop.Token);
    }
}
