namespace BulkCopy.Emulator.Signatures;

/// <summary>The fields of an S3 or OSS V4 signature: <c>ALGORITHM Credential=…, SignedHeaders=…, Signature=…</c>.</summary>
internal ref struct V4Authorization
{
    public ReadOnlySpan<char> Credential;

    public ReadOnlySpan<char> Signature;

    /// <summary>SignedHeaders (S3) or AdditionalHeaders (OSS).</summary>
    public Range HeaderList;

    public bool HasHeaderList;

    /// <summary>False when a field is unknown, repeated or not of the form name=value.</summary>
    public static bool TryParse(ReadOnlySpan<char> authorization, int algorithmLength, string headerListName, out V4Authorization fields)
    {
        fields = default;
        int position = algorithmLength;
        while (position < authorization.Length)
        {
            int comma = authorization[position..].IndexOf(',');
            int end = comma < 0 ? authorization.Length : position + comma;
            if (!fields.TrySet(authorization, position, end, headerListName))
                return false;
            position = end + 1;
        }

        return true;
    }

    private bool TrySet(ReadOnlySpan<char> text, int start, int end, string headerListName)
    {
        while (start < end && text[start] == ' ')
            start++;
        while (end > start && text[end - 1] == ' ')
            end--;
        var field = text[start..end];
        int equals = field.IndexOf('=');
        if (equals <= 0)
            return false;
        var name = field[..equals];
        var value = field[(equals + 1)..];
        if (name.Equals("Credential", StringComparison.Ordinal) && Credential.IsEmpty)
            Credential = value;
        else if (name.Equals("Signature", StringComparison.Ordinal) && Signature.IsEmpty)
            Signature = value;
        else if (name.Equals(headerListName, StringComparison.Ordinal) && !HasHeaderList)
            (HeaderList, HasHeaderList) = ((start + equals + 1)..end, true);
        else
            return false;
        return true;
    }
}
