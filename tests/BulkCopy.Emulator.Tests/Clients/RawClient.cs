using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BulkCopy.Emulator.Tests.Clients;

/// <summary>Sends requests byte for byte over a socket, so that path, query and headers are exactly those of a vendor's sample.</summary>
public sealed class RawClient(Uri endpoint, EmulatorAccount account, TimeProvider time) : IDisposable
{
    public const string CosHost = "examplebucket-1250000000.cos.ap-beijing.myqcloud.com";
    public const string OssHost = "examplebucket.oss-cn-hangzhou.aliyuncs.com";
    public const string S3Host = "examplebucket.s3.us-east-1.amazonaws.com";
    public const string BscHost = "ss.bscstorage.com";

    /// <summary>Signs by the host's dialect (COS: its signature; OSS: V1; others: V2) and sends.</summary>
    public Task<RawAnswer> SendAsync(string method, string host, string target, string body = "", params (string Name, string Value)[] headers) =>
        SendAsync(method, host, target, Encoding.UTF8.GetBytes(body), headers);

    public Task<RawAnswer> SendAsync(string method, string host, string target, byte[] body, params (string Name, string Value)[] headers)
    {
        var list = new List<(string Name, string Value)> { ("Host", host) };
        list.AddRange(headers);
        if (body.Length > 0 || method is "PUT" or "POST") list.Add(("Content-Length", body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        list.Add(("Authorization", TestSigner.Sign(account, time.GetUtcNow(), method, host, target, list)));
        return SendUnsignedAsync(method, target, list, body);
    }

    /// <summary>Sends what it is given and nothing else.</summary>
    public async Task<RawAnswer> SendUnsignedAsync(string method, string target, IEnumerable<(string Name, string Value)> headers, byte[] body)
    {
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\n");
        foreach (var (name, value) in headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        head.Append("Connection: close\r\n\r\n");
        return await SendBytesAsync([.. Encoding.UTF8.GetBytes(head.ToString()), .. body], method == "HEAD");
    }

    public async Task<RawAnswer> SendBytesAsync(byte[] request, bool isHead)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, endpoint.Port));
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(request);
        using var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received);
        }
        catch (IOException)
        {
            // A reset after a partial answer: what arrived is judged by the test.
        }
        return AnswerParser.Parse(received.ToArray(), isHead);
    }

    public void Dispose() => GC.SuppressFinalize(this);
}
