using System.Globalization;
using System.Text;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>Keys that a destination cannot hold.</summary>
public static class DestinationKeys
{
    /// <summary>Why a store refuses a key, as a sentence; <c>null</c> if it does not.</summary>
    /// <param name="key">Key at the destination.</param>
    /// <param name="dialect">The destination's dialect.</param>
    /// <param name="limits">Its limits, where configuration has others than the dialect; <c>null</c>: the dialect's.</param>
    public static string? Problem(string key, Dialect dialect, StoreLimits? limits = null)
    {
        if (key.Length == 0) return "The key at the destination is empty.";
        if (!IsText(key)) return "The key at the destination has a NUL character or half of a character of two UTF-16 units, which no store keeps: match such characters whole.";
        if (dialect.ForbiddenKeyStarts.Contains(key[0], StringComparison.Ordinal)) return $"The key at the destination, '{key}', begins with '{key[0]}', which {dialect.Name} refuses.";
        var most = (limits ?? dialect.Limits).KeyBytes;
        if (key.Length * 3 <= most) return null;
        var bytes = Encoding.UTF8.GetByteCount(key);
        return bytes <= most ? null : string.Create(CultureInfo.InvariantCulture, $"The key at the destination has {bytes} bytes, and {dialect.Name} takes at most {most}.");
    }

    private static bool IsText(string key)
    {
        if (key.Contains('\0', StringComparison.Ordinal)) return false;
        if (!key.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return true;
        for (var i = 0; i < key.Length; i++)
            if (char.IsSurrogate(key[i]) && !char.IsSurrogatePair(key, i++)) return false;
        return true;
    }
}
