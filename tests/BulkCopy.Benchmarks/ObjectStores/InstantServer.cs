using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BulkCopy.Benchmarks.ObjectStores;

/// <summary>A server that answers every request at once with the same copy result. It runs in a process of its own, so that its CPU is not counted.</summary>
internal sealed class InstantServer : IDisposable
{
    /// <summary>The argument by which this program becomes the server.</summary>
    public const string Verb = "--serve";

    private const string Body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CopyObjectResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>&quot;ee8de918d05640145b18f70f4c3aa602&quot;</ETag></CopyObjectResult>";

    private static readonly byte[] answer = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"HTTP/1.1 200 OK\r\nx-amz-request-id: 0A49CE4060975EAC\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\nContent-Type: application/xml\r\nServer: AmazonS3\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));

    private readonly Process process;

    private InstantServer(Process process, string endpoint) => (this.process, Endpoint) = (process, endpoint);

    /// <summary>Host and port.</summary>
    public string Endpoint { get; }

    /// <summary>Starts the process and waits until it tells its port.</summary>
    public static async Task<InstantServer> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(InstantServer).Assembly.Location);
        start.ArgumentList.Add("storeclient");
        start.ArgumentList.Add(Verb);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        var endpoint = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not tell its port.");
        return new InstantServer(process, endpoint);
    }

    /// <summary>Serves until standard input ends.</summary>
    public static async Task<int> ServeAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(512);
        Console.WriteLine(listener.LocalEndpoint);
        // Reading the console blocks, asynchronous or not.
        var ended = Task.Run(Console.In.ReadToEnd);
        while (true)
        {
            var accepting = listener.AcceptSocketAsync();
            if (await Task.WhenAny(accepting, ended) == ended) return 0;
            _ = AnswerAsync(await accepting);
        }
    }

    private static async Task AnswerAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[16 * 1024];
            for (var filled = 0; ;)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
                if (read == 0) return;
                filled += read;
                if (!buffer.AsSpan(0, filled).EndsWith("\r\n\r\n"u8)) continue;
                filled = 0;
                await socket.SendAsync(answer);
            }
        }
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
