namespace BulkCopy.Emulator.Signatures;

/// <summary>The canonical request of S3 V4: the path as on the wire, the whole query, the listed headers.</summary>
internal static class S3V4CanonicalRequest
{
    public static void Write(in SignedRequest request, in S3V4Request signed, SignatureWorkspace workspace)
    {
        var writer = workspace.Canonical;
        writer.Append(request.Method);
        writer.Append((byte)'\n');
        WritePath(writer, new WireTarget(request.RawTarget).Path, workspace.Scratch);
        writer.Append((byte)'\n');
        bool presigned = signed.Scheme == SignatureScheme.S3V4Query;
        workspace.Query.WriteSorted(writer, presigned ? "X-Amz-Signature"u8 : default, equalsWhenEmpty: true);
        writer.Append((byte)'\n');
        WriteHeaders(writer, signed.SignedHeaders.Span, workspace.Headers);
        writer.Append((byte)'\n');
        writer.Append(signed.SignedHeaders.Span);
        writer.Append((byte)'\n');
        writer.Append(signed.PayloadHash);
    }

    private static void WriteHeaders(CanonicalWriter writer, ReadOnlySpan<char> signedHeaders, HeaderTable headers)
    {
        foreach (var range in signedHeaders.Split(';'))
        {
            var name = signedHeaders[range];
            writer.Append(name);
            writer.Append((byte)':');
            if (headers.TryMarkSigned(name, out var values))
            {
                for (int i = 0; i < values.Count; i++)
                {
                    if (i > 0)
                        writer.Append((byte)',');
                    writer.AppendSqueezed(values[i]);
                }
            }

            writer.Append((byte)'\n');
        }
    }

    // An escaped slash stays escaped: it belongs to the key's own text on the wire.
    private static void WritePath(CanonicalWriter writer, ReadOnlySpan<char> path, CanonicalWriter scratch)
    {
        while (true)
        {
            int escapedSlash = path.IndexOf("%2F", StringComparison.OrdinalIgnoreCase);
            scratch.Clear();
            scratch.AppendDecoded(escapedSlash < 0 ? path : path[..escapedSlash]);
            writer.AppendEncoded(scratch.Written, keepSlash: true);
            if (escapedSlash < 0)
                return;
            writer.Append("%2F"u8);
            path = path[(escapedSlash + 3)..];
        }
    }
}
