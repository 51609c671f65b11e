using System.Net.Sockets;
using System.Text;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>Bytes of a request as no client would send them.</summary>
internal static class RawRequest
{
    /// <summary>Sends a head and what follows it, then reads all of the answer until the server closes.</summary>
    public static async Task<string> SendAsync(TestServer server, string firstLine, IEnumerable<string> headers, string body = "")
    {
        var head = string.Concat(headers.Prepend($"Host: {server.Root.Authority}").Prepend(firstLine).Select(line => line + "\r\n"));
        using var client = new TcpClient();
        await client.ConnectAsync(server.Root.Host, server.Root.Port);
        await using var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(head + "\r\n" + body));
        }
        catch (IOException)
        {
            // The server has answered and hung up before it was sent everything.
        }
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer);
        }
        catch (IOException)
        {
            // It hung up while there was more to be read from here; what it said came before.
        }
        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
