using System.Xml.Linq;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Storage;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Requests;

/// <summary>Reads ACLs from headers (canned or grants) and from AccessControlPolicy documents.</summary>
internal static class AccessListReader
{
    private const int MostGrants = 100;

    private static readonly (string Suffix, Permissions Permissions)[] GrantHeaders =
    [
        ("read", Permissions.Read), ("write", Permissions.Write), ("read-acp", Permissions.ReadAcl),
        ("write-acp", Permissions.WriteAcl), ("full-control", Permissions.FullControl),
    ];

    /// <summary>Null value: the headers say nothing about an ACL.</summary>
    public static EmulatorError? Read(DialectProfile profile, IHeaderDictionary headers, string cannedHeader, out AccessList? acl)
    {
        acl = null;
        string? canned = headers[cannedHeader];
        if (canned is not null && (acl = OfCanned(profile, canned)) is null && canned != "default")
            return Refusals.InvalidArgument($"{cannedHeader}: {canned} is no canned ACL.");
        if (profile.Dialect == EmulatorDialect.Oss) return null;
        var grants = new List<Grant>();
        foreach (var (suffix, permissions) in GrantHeaders)
        {
            string? header = headers[profile.Headers.Grant + suffix];
            if (header is not null && !TryReadGrantees(header, permissions, grants))
                return Refusals.InvalidArgument($"{profile.Headers.Grant}{suffix} must be a list of id=\"…\" or uri=\"…\".");
        }
        if (grants.Count == 0) return null;
        if (canned is not null) return Refusals.InvalidRequest("Specifying both Canned ACLs and Header Grants is not allowed");
        acl = new AccessList("", [.. grants]);
        return null;
    }

    public static Outcome<AccessList> FromDocument(XElement root)
    {
        if (root.Name.LocalName != "AccessControlPolicy") return Refusals.MalformedXml;
        var list = Child(root, "AccessControlList");
        if (list is null) return Refusals.MalformedXml;
        var grants = new List<Grant>();
        foreach (var element in list.Elements())
        {
            var grantee = Child(element, "Grantee");
            var permissions = PermissionsOf(Child(element, "Permission")?.Value);
            var id = grantee is null ? null : Child(grantee, "ID")?.Value ?? Child(grantee, "URI")?.Value;
            if (element.Name.LocalName != "Grant" || id is null || permissions == Permissions.None || grants.Count == MostGrants) return Refusals.MalformedXml;
            grants.Add(new Grant(Normalize(id), permissions));
        }
        return new AccessList("", [.. grants]);
    }

    /// <summary>Null for "default" and for names the dialect does not know.</summary>
    private static AccessList? OfCanned(DialectProfile profile, string name)
    {
        if (Array.IndexOf(profile.CannedAcls, name) < 0) return null;
        return name switch
        {
            "default" => null,
            "public-read" => new AccessList(name, [new(AccessList.AllUsers, Permissions.Read)]),
            "public-read-write" => new AccessList(name, [new(AccessList.AllUsers, Permissions.Read | Permissions.Write)]),
            "authenticated-read" => new AccessList(name, [new(AccessList.AuthenticatedUsers, Permissions.Read)]),
            "private" => AccessList.Private,
            _ => new AccessList(name, []),
        };
    }

    private static bool TryReadGrantees(string header, Permissions permissions, List<Grant> grants)
    {
        foreach (var item in header.Split(','))
        {
            var text = item.AsSpan().Trim();
            var equals = text.IndexOf('=');
            if (equals < 0 || grants.Count == MostGrants) return false;
            var kind = text[..equals].Trim();
            var id = text[(equals + 1)..].Trim().Trim('"');
            if (id.IsEmpty || !(kind.SequenceEqual("id") || kind.SequenceEqual("uri") || kind.SequenceEqual("emailAddress"))) return false;
            grants.Add(new Grant(Normalize(id.ToString()), permissions));
        }
        return true;
    }

    // COS writes groups as http://cam.qcloud.com/groups/global/AllUsers and users as qcs::cam::uin/1:uin/2.
    private static string Normalize(string id)
    {
        if (id.EndsWith("/groups/global/AllUsers", StringComparison.Ordinal) || id == "qcs::cam::anyone:anyone") return AccessList.AllUsers;
        if (id.EndsWith("/groups/global/AuthenticatedUsers", StringComparison.Ordinal)) return AccessList.AuthenticatedUsers;
        return id.StartsWith("qcs::cam::uin/", StringComparison.Ordinal) ? id[(id.LastIndexOf('/') + 1)..] : id;
    }

    private static Permissions PermissionsOf(string? name) => name switch
    {
        "READ" => Permissions.Read,
        "WRITE" => Permissions.Write,
        "READ_ACP" => Permissions.ReadAcl,
        "WRITE_ACP" => Permissions.WriteAcl,
        "FULL_CONTROL" => Permissions.FullControl,
        _ => Permissions.None,
    };

    private static XElement? Child(XElement parent, string name) =>
        parent.Elements().FirstOrDefault(element => element.Name.LocalName == name);
}
