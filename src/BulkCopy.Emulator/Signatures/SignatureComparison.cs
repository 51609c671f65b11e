using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Emulator.Signatures;

/// <summary>Compares signatures in a time that does not depend on where they differ.</summary>
internal static class SignatureComparison
{
    public static bool IsHexOf(ReadOnlySpan<char> provided, ReadOnlySpan<byte> expected)
    {
        Span<byte> hex = stackalloc byte[64];
        Convert.TryToHexStringLower(expected, hex, out int written);
        return Equal(provided, hex[..written]);
    }

    public static bool IsBase64Of(ReadOnlySpan<char> provided, ReadOnlySpan<byte> expected)
    {
        Span<byte> text = stackalloc byte[64];
        System.Buffers.Text.Base64.EncodeToUtf8(expected, text, out _, out int written);
        return Equal(provided, text[..written]);
    }

    public static bool AreEqual(string provided, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(provided), Encoding.UTF8.GetBytes(expected));

    private static bool Equal(ReadOnlySpan<char> provided, ReadOnlySpan<byte> expected)
    {
        Span<byte> bytes = stackalloc byte[64];
        return provided.Length == expected.Length
            && Encoding.ASCII.TryGetBytes(provided, bytes, out int written)
            && CryptographicOperations.FixedTimeEquals(bytes[..written], expected);
    }
}
