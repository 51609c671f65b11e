using System.Globalization;
using System.Text;

namespace BulkCopy.Emulator.Tests.Clients;

internal static class AnswerParser
{
    public static RawAnswer Parse(byte[] bytes, bool isHead)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0) return new RawAnswer(0, new Dictionary<string, string>(), bytes);
        var lines = Encoding.UTF8.GetString(bytes, 0, end).Split("\r\n");
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        if (status == 100) return Parse(bytes[(end + 4)..], isHead);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }
        var body = isHead ? [] : bytes[(end + 4)..];
        if (headers.TryGetValue("Transfer-Encoding", out var encoding) && encoding == "chunked") body = Unchunk(body);
        return new RawAnswer(status, headers, body);
    }

    private static byte[] Unchunk(byte[] body)
    {
        using var result = new MemoryStream();
        var rest = body.AsSpan();
        while (rest.IndexOf("\r\n"u8) is var line and > 0)
        {
            var size = int.Parse(Encoding.ASCII.GetString(rest[..line]), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0) break;
            result.Write(rest.Slice(line + 2, size));
            rest = rest[(line + 2 + size + 2)..];
        }
        return result.ToArray();
    }
}
