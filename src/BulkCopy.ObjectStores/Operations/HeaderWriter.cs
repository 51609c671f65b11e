using System.Text;
using BulkCopy.ObjectStores.Dialects;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Signing;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Writes what requests have in common in the dialect's spelling.</summary>
internal sealed class HeaderWriter(DialectWire wire)
{
    private const string CustomerAlgorithm = "AES256";

    private readonly WireHeaders names = wire.Headers;

    public void Stored(StoreRequest request, ObjectHeaders headers)
    {
        request.Header("Content-Type", headers.ContentType);
        request.Header("Cache-Control", headers.CacheControl);
        request.Header("Content-Disposition", headers.ContentDisposition);
        request.Header("Content-Encoding", headers.ContentEncoding);
        request.Header("Content-Language", headers.ContentLanguage);
        request.Header("Expires", headers.Expires);
        foreach (var (name, value) in headers.Metadata) request.Header(names.MetaPrefix + name, value);
    }

    public void Conditions(StoreRequest request, CopyConditions? conditions)
    {
        if (conditions is null) return;
        if (conditions.IfMatch is not null) request.Header(names.IfMatch, StoreText.Quoted(conditions.IfMatch));
        if (conditions.IfNoneMatch is not null) request.Header(names.IfNoneMatch, StoreText.Quoted(conditions.IfNoneMatch));
        if (conditions.IfModifiedSince is { } after) request.Header(names.IfModifiedSince, StoreText.HttpDate(after));
        if (conditions.IfUnmodifiedSince is { } until) request.Header(names.IfUnmodifiedSince, StoreText.HttpDate(until));
    }

    public void Tags(StoreRequest request, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (tags.Count == 0) return;
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
            text.Append(text.Length == 0 ? "" : "&").Append(PercentEncoding.Encode(name)).Append('=').Append(PercentEncoding.Encode(value));
        request.Header(names.Tagging, text.ToString());
    }

    public void Access(StoreRequest request, AccessControl? acl)
    {
        if (acl is null) return;
        request.Header(names.Acl, acl.Canned);
        foreach (var (permission, grantees) in acl.Grants) request.Header(names.GrantPrefix + permission, grantees);
    }

    public void Encryption(StoreRequest request, ServerSideEncryption? encryption)
    {
        if (encryption is null) return;
        if (encryption.Mode == EncryptionMode.Customer) Customer(request, encryption.CustomerKey);
        else if (encryption.Mode == EncryptionMode.StoreManaged) request.Header(names.Encryption, encryption.Algorithm ?? "AES256");
        else Kms(request, encryption);
    }

    private void Kms(StoreRequest request, ServerSideEncryption encryption)
    {
        request.Header(names.Encryption, wire.KmsDataEncryption is null ? encryption.Algorithm ?? wire.KmsAlgorithm : wire.KmsAlgorithm);
        if (wire.KmsDataEncryption is not null) request.Header(wire.KmsDataEncryption, encryption.Algorithm);
        request.Header(names.EncryptionKeyId, encryption.KmsKeyId);
        if (encryption.KmsContext is not null) request.Header(names.EncryptionContext, Convert.ToBase64String(Encoding.UTF8.GetBytes(encryption.KmsContext)));
    }

    public void Customer(StoreRequest request, CustomerKey? key)
    {
        if (key is null) return;
        request.Header(names.CustomerAlgorithm, CustomerAlgorithm);
        request.Header(names.CustomerKey, key.KeyBase64);
        request.Header(names.CustomerKeyMd5, key.KeyMd5Base64);
    }

    public void SourceCustomer(StoreRequest request, CustomerKey? key)
    {
        if (key is null) return;
        request.Header(names.SourceCustomerAlgorithm, CustomerAlgorithm);
        request.Header(names.SourceCustomerKey, key.KeyBase64);
        request.Header(names.SourceCustomerKeyMd5, key.KeyMd5Base64);
    }
}
