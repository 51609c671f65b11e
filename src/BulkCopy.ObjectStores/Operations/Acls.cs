using System.Diagnostics.CodeAnalysis;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>ACLs of objects.</summary>
internal sealed class Acls(StoreContext context)
{
    public Task<StoreResult<AccessControl>> GetAsync(string bucket, string key, string? versionId, CancellationToken cancellationToken)
    {
        const string operation = "GetObjectAcl";
        if (context.Limits.Object(bucket, key) is { } why) return context.Refuse<AccessControl>(operation, bucket, key, why);
        var request = context.Request(HttpMethod.Get, operation, RequestEffect.Read, bucket, key);
        request.Flag("acl");
        request.Parameter("versionId", versionId);
        return context.Caller.SendAsync<AccessControl>(request, TryRead, cancellationToken);
    }

    public Task<StoreResult<Unit>> PutAsync(string bucket, string key, string? versionId, AccessControl acl, CancellationToken cancellationToken)
    {
        const string operation = "PutObjectAcl";
        var refusal = context.Limits.Object(bucket, key) ?? context.Limits.Acl(acl) ?? (acl.Canned is null && acl.Grants.Count == 0 ? "an ACL is canned or has grants" : null);
        if (refusal is not null) return context.Refuse<Unit>(operation, bucket, key, refusal);
        var request = context.Request(HttpMethod.Put, operation, RequestEffect.Repeatable, bucket, key);
        request.Flag("acl");
        request.Parameter("versionId", versionId);
        context.Write.Access(request, acl);
        return context.Caller.SendAsync<Unit>(request, StoreContext.Done, cancellationToken);
    }

    private bool TryRead(StoreResponse response, [MaybeNullWhen(false)] out AccessControl acl)
    {
        acl = null;
        var xml = new XmlScanner(response.Body);
        if (!xml.RootIs("AccessControlPolicy"u8)) return false;
        var owner = "";
        string? canned = null;
        var grants = new List<(string Permission, string Grantee)>();
        while (xml.NextChild(1))
        {
            if (xml.Name.SequenceEqual("Owner"u8)) owner = ReadOwner(ref xml);
            else if (xml.Name.SequenceEqual("AccessControlList"u8) && context.Wire.HasCannedAclDocument) canned = ReadCanned(ref xml);
            else if (xml.Name.SequenceEqual("AccessControlList"u8)) ReadGrants(ref xml, grants);
        }
        if (!xml.Complete || (context.Wire.HasCannedAclDocument && canned is null)) return false;
        canned ??= response.Header(context.Wire.Headers.Acl);
        acl = string.IsNullOrEmpty(canned) ? AclOf(owner, grants) : new AccessControl { Canned = canned };
        return true;
    }

    private static string ReadOwner(ref XmlScanner xml)
    {
        var id = "";
        while (xml.NextChild(2))
            if (xml.Name.SequenceEqual("ID"u8)) id = xml.Text();
        return id;
    }

    private static string? ReadCanned(ref XmlScanner xml)
    {
        string? canned = null;
        while (xml.NextChild(2))
            if (xml.Name.SequenceEqual("Grant"u8)) canned = xml.Text().Trim();
        return canned;
    }

    private static void ReadGrants(ref XmlScanner xml, List<(string Permission, string Grantee)> grants)
    {
        while (xml.NextChild(2))
        {
            string permission = "", grantee = "";
            while (xml.NextChild(3))
            {
                if (xml.Name.SequenceEqual("Permission"u8)) permission = xml.Text().Trim();
                else if (xml.Name.SequenceEqual("Grantee"u8)) grantee = ReadGrantee(ref xml);
            }
            if (permission.Length > 0 && grantee.Length > 0) grants.Add((permission.ToLowerInvariant().Replace('_', '-'), grantee));
        }
    }

    private static string ReadGrantee(ref XmlScanner xml)
    {
        var grantee = "";
        while (xml.NextChild(4))
        {
            if (xml.Name.SequenceEqual("ID"u8)) grantee = $"id=\"{xml.Text().Trim()}\"";
            else if (xml.Name.SequenceEqual("URI"u8)) grantee = $"uri=\"{xml.Text().Trim()}\"";
            else if (xml.Name.SequenceEqual("EmailAddress"u8)) grantee = $"emailAddress=\"{xml.Text().Trim()}\"";
        }
        return grantee;
    }

    /// <summary>The owner's own grant says nothing about others; what remains is private, public, or a list of grants.</summary>
    private AccessControl AclOf(string owner, List<(string Permission, string Grantee)> grants)
    {
        var others = grants.Where(grant => grant != ("full-control", $"id=\"{owner}\"")).ToList();
        if (others.Count == 0) return new AccessControl { Canned = "private" };
        if (others is [("read", var grantee)] && grantee.EndsWith("/groups/global/AllUsers\"", StringComparison.Ordinal)) return new AccessControl { Canned = "public-read" };
        return new AccessControl
        {
            Grants = [.. grants.GroupBy(grant => grant.Permission).Select(group => new KeyValuePair<string, string>(group.Key, string.Join(", ", group.Select(grant => InHeader(grant.Grantee)))))],
        };
    }

    private string InHeader(string grantee)
    {
        var at = context.Wire.GranteePrefix is { } prefix ? grantee.LastIndexOf(prefix, StringComparison.Ordinal) : -1;
        return at < 0 ? grantee : $"id=\"{grantee[(at + context.Wire.GranteePrefix!.Length)..]}";
    }
}
