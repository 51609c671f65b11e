using System.Security.Cryptography;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Storage;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Requests;

/// <summary>Reads the server-side encryption headers and checks customer keys for real.</summary>
internal static class EncryptionReader
{
    public static EmulatorError? Read(DialectProfile profile, IHeaderDictionary headers, out Encryption? encryption)
    {
        var names = profile.Headers;
        encryption = null;
        if (ReadCustomerKey(profile, headers, names.CustomerAlgorithm, names.CustomerKey, names.CustomerKeyMd5, out var keyMd5) is { } bad) return bad;
        string? algorithm = headers[names.Encryption];
        string? keyId = headers[names.KmsKeyId];
        if (algorithm is null && keyMd5 is null)
            return keyId is null ? null : Refusals.InvalidArgument($"{names.KmsKeyId} needs {names.Encryption}.");
        if (algorithm is not null && keyMd5 is not null)
            return Refusals.InvalidArgument("Server Side Encryption with Customer provided key is incompatible with the encryption method specified");
        if (algorithm is not null && Array.IndexOf(profile.Encryptions, algorithm) < 0) return UnknownAlgorithm(profile, algorithm);
        if (keyId is not null && algorithm is null or "AES256") return Refusals.InvalidArgument($"{names.KmsKeyId} needs an encryption with KMS.");
        encryption = new Encryption
        {
            Algorithm = algorithm, KmsKeyId = keyId, CustomerKeyMd5 = keyMd5,
            DataAlgorithm = profile.Dialect == EmulatorDialect.Oss ? headers["x-oss-server-side-data-encryption"] : default(string),
        };
        return null;
    }

    /// <summary>Whether the request may read an object: no key for a plain one, the right key for one with a customer key.</summary>
    public static EmulatorError? CheckRead(DialectProfile profile, IHeaderDictionary headers, ObjectVersion version, bool asSource)
    {
        if (!profile.HasCustomerKeys) return null;
        var names = profile.Headers;
        var bad = asSource
            ? ReadCustomerKey(profile, headers, names.SourceCustomerAlgorithm, names.SourceCustomerKey, names.SourceCustomerKeyMd5, out var given)
            : ReadCustomerKey(profile, headers, names.CustomerAlgorithm, names.CustomerKey, names.CustomerKeyMd5, out given);
        if (bad is not null) return bad;
        var wanted = version.Attributes.Encryption?.CustomerKeyMd5;
        if (wanted == given) return null;
        var cos = profile.Dialect == EmulatorDialect.Cos;
        if (wanted is null) return Refusals.InvalidRequest("The encryption parameters are not applicable to this object.");
        if (cos) return new EmulatorError(400, "SsecDecryptHeaderInvalid", "The object was stored with a customer key; its key headers are missing or wrong.");
        return given is null
            ? Refusals.InvalidRequest("The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.")
            : new EmulatorError(403, "AccessDenied", "The calculated MD5 hash of the key did not match the one of the object's key.");
    }

    private static EmulatorError? ReadCustomerKey(
        DialectProfile profile, IHeaderDictionary headers, string algorithmName, string keyName, string md5Name, out string? keyMd5)
    {
        keyMd5 = null;
        if (!profile.HasCustomerKeys) return null;
        string? algorithm = headers[algorithmName];
        string? key = headers[keyName];
        string? md5 = headers[md5Name];
        if (algorithm is null && key is null && md5 is null) return null;
        if (algorithm is null || key is null || md5 is null)
            return Refusals.InvalidArgument($"{algorithmName}, {keyName} and {md5Name} go together.");
        if (algorithm != "AES256") return Refusals.InvalidArgument($"{algorithmName} must be AES256.");
        Span<byte> bytes = stackalloc byte[48];
        if (key.Length > 64 || !Convert.TryFromBase64String(key, bytes, out var count) || count != 32)
            return Refusals.InvalidArgument("The secret key was invalid for the specified algorithm.");
        keyMd5 = Convert.ToBase64String(MD5.HashData(bytes[..count]));
        return keyMd5 == md5 ? null : Refusals.InvalidArgument("The calculated MD5 hash of the key did not match the hash that was provided.");
    }

    private static EmulatorError UnknownAlgorithm(DialectProfile profile, string algorithm) => profile.Dialect == EmulatorDialect.Oss
        ? new EmulatorError(400, "InvalidEncryptionAlgorithmError", "The Encryption request you specified is not valid. Supported value: AES256/KMS.")
        : Refusals.InvalidArgument($"The encryption method {algorithm} is not supported.");
}
