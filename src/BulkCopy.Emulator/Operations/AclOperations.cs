using System.Xml.Linq;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>ACLs of buckets and objects, canned or by grants.</summary>
internal sealed class AclOperations(BucketAccess access)
{
    private static readonly (Permissions Flag, string Name)[] Names =
    [
        (Permissions.Read, "READ"), (Permissions.Write, "WRITE"), (Permissions.ReadAcl, "READ_ACP"), (Permissions.WriteAcl, "WRITE_ACP"),
    ];

    public Answer GetBucket(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.ReadAcl).Failed(out var error, out var bucket)) return error;
        return Write(request, bucket.Owner, bucket.Acl);
    }

    public async Task<Answer> PutBucketAsync(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.WriteAcl).Failed(out var error, out var bucket)) return error;
        if ((await ReadAsync(request, request.Profile.Headers.BucketAcl)).Failed(out error, out var acl)) return error;
        lock (bucket.Gate) bucket.SetAcl(acl);
        return Answer.Ok();
    }

    public Answer GetObject(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.None).Failed(out var error, out var bucket)) return error;
        if (ObjectLookup.Find(request, bucket).Failed(out error, out var version)) return error;
        if (!BucketAccess.IsAllowed(request, bucket, version, Permissions.ReadAcl)) return Refusals.AccessDenied;
        var inherited = request.Profile.Dialect == EmulatorDialect.S3 ? AccessList.Private : new AccessList("default", []);
        return Write(request, version.Owner, version.Attributes.Acl ?? inherited);
    }

    public async Task<Answer> PutObjectAsync(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.None).Failed(out var error, out var bucket)) return error;
        if (ObjectLookup.Find(request, bucket).Failed(out error, out var version)) return error;
        if (!BucketAccess.IsAllowed(request, bucket, version, Permissions.WriteAcl)) return Refusals.AccessDenied;
        var inherits = request.Header(request.Profile.Headers.Acl) == "default";
        AccessList? acl = null;
        if (!inherits && (await ReadAsync(request, request.Profile.Headers.Acl)).Failed(out error, out acl)) return error;
        lock (bucket.Gate) bucket.SetAttributes(request.Key!, version, version.Attributes with { Acl = acl });
        return Answer.Ok();
    }

    private static async Task<Outcome<AccessList>> ReadAsync(EmulatorRequest request, string cannedHeader)
    {
        if (AccessListReader.Read(request.Profile, request.Http.Request.Headers, cannedHeader, out var acl) is { } bad) return bad;
        if ((await BodyReceiver.ReadDocumentAsync(request, 256 * 1024)).Failed(out var error, out var bytes)) return error;
        if (acl is not null) return acl;
        if (bytes.Length == 0) return Refusals.InvalidRequest("Your request was missing a required header: an ACL.");
        if (Documents.Parse(bytes).Failed(out error, out XElement? document)) return error;
        return AccessListReader.FromDocument(document);
    }

    private static Answer Write(EmulatorRequest request, string owner, AccessList acl)
    {
        var body = new XmlBody("AccessControlPolicy", request.Profile.XmlNamespace);
        BucketOperations.WriteOwner(body, "Owner", owner);
        body.Open("AccessControlList");
        if (request.Profile.Dialect == EmulatorDialect.Oss)
        {
            body.Element("Grant", acl.Canned);
        }
        else
        {
            // Listed once, also where a copy has been given the owner's grant along with the others.
            WriteGrant(body, owner, "FULL_CONTROL");
            foreach (var grant in acl.Grants)
                if (grant != new Grant(owner, Permissions.FullControl)) WriteGrants(body, grant);
        }
        var answer = Answer.Xml(body.Close("AccessControlList").Close("AccessControlPolicy"));
        return request.Profile.Dialect == EmulatorDialect.Cos ? answer.With("x-cos-acl", acl.Canned.Length == 0 ? null : acl.Canned) : answer;
    }

    private static void WriteGrants(XmlBody body, Grant grant)
    {
        if (grant.Permissions == Permissions.FullControl)
        {
            WriteGrant(body, grant.Grantee, "FULL_CONTROL");
            return;
        }
        foreach (var (flag, name) in Names)
        {
            if ((grant.Permissions & flag) != 0) WriteGrant(body, grant.Grantee, name);
        }
    }

    private static void WriteGrant(XmlBody body, string grantee, string permission)
    {
        var isGroup = grantee.StartsWith("http", StringComparison.Ordinal);
        body.Open("Grant").Raw("<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"")
            .Raw(isGroup ? "Group" : "CanonicalUser").Raw("\">");
        if (isGroup) body.Element("URI", grantee);
        else body.Element("ID", grantee).Element("DisplayName", grantee);
        body.Close("Grantee").Element("Permission", permission).Close("Grant");
    }
}
