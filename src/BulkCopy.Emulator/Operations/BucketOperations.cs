using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>Buckets themselves: create, delete, head, list, location, versioning.</summary>
internal sealed class BucketOperations(EmulatorState state, BucketAccess access)
{
    public async Task<Answer> CreateAsync(EmulatorRequest request)
    {
        if (request.AccountId is not { } account) return Refusals.AccessDenied;
        if (!IsValidName(request.Bucket!)) return new EmulatorError(400, "InvalidBucketName", "The specified bucket is not valid.");
        if ((await BodyReceiver.ReadDocumentAsync(request, 64 * 1024)).Failed(out var error, out var bytes)) return error;
        if (ReadConfiguration(request, bytes).Failed(out error, out var settings)) return error;
        if (AccessListReader.Read(request.Profile, request.Http.Request.Headers, request.Profile.Headers.BucketAcl, out var acl) is { } badAcl) return badAcl;
        var region = request.Region ?? request.Profile.DefaultRegion;
        var bucket = new Bucket(request.Bucket!, settings.Region ?? region, account, request.Now)
        {
            IsMultiZone = settings.IsMultiZone, DefaultClass = settings.DefaultClass, Acl = acl ?? AccessList.Private,
        };
        if (!state.Storage.TryAdd(request.Profile.Dialect, bucket)) return Exists(request, account);
        return Answer.Ok().With("Location", request.IsVirtualHost ? $"http://{request.Host}/" : "/" + request.Bucket);
    }

    public Answer Delete(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.None).Failed(out var error, out var bucket)) return error;
        if (request.AccountId != bucket.Owner) return Refusals.AccessDenied;
        lock (bucket.Gate)
        {
            if (!bucket.TryDelete()) return Refusals.BucketNotEmpty;
        }
        state.Storage.Remove(request.Profile.Dialect, bucket);
        return Answer.NoContent();
    }

    public Answer Head(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Read).Failed(out var error, out var bucket)) return error;
        return Answer.Ok().With(request.Profile.Headers.BucketRegion, bucket.Region)
            .With("x-cos-bucket-az-type", bucket.IsMultiZone ? "MAZ" : null);
    }

    public Answer List(EmulatorRequest request)
    {
        if (request.AccountId is not { } account) return Refusals.AccessDenied;
        var body = new XmlBody("ListAllMyBucketsResult", request.Profile.XmlNamespace);
        WriteOwner(body, "Owner", account);
        body.Open("Buckets");
        foreach (var bucket in state.Storage.Of(request.Profile.Dialect, account))
        {
            // cos.<region>.myqcloud.com lists one region, service.cos.myqcloud.com all.
            if (request.Profile.Dialect == EmulatorDialect.Cos && request.Region is { } region && bucket.Region != region) continue;
            body.Open("Bucket").Element("Name", bucket.Name);
            if (request.Profile.Dialect != EmulatorDialect.S3)
                body.Element("Location", request.Profile.Dialect == EmulatorDialect.Oss ? "oss-" + bucket.Region : bucket.Region);
            body.Element("CreationDate", HttpDates.Milliseconds(bucket.Created)).Close("Bucket");
        }
        return Answer.Xml(body.Close("Buckets").Close("ListAllMyBucketsResult"));
    }

    public Answer Location(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Read).Failed(out var error, out var bucket)) return error;
        var region = request.Profile.Dialect switch
        {
            EmulatorDialect.Oss => "oss-" + bucket.Region,
            EmulatorDialect.S3 when bucket.Region == "us-east-1" => "",
            _ => bucket.Region,
        };
        var body = new XmlBody("LocationConstraint", request.Profile.XmlNamespace).Raw(PercentText.Encode(region));
        return Answer.Xml(body.Close("LocationConstraint"));
    }

    public Answer Info(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Read).Failed(out var error, out var bucket)) return error;
        var body = new XmlBody("BucketInfo", "").Open("Bucket").Element("Name", bucket.Name)
            .Element("Location", "oss-" + bucket.Region).Element("CreationDate", HttpDates.Milliseconds(bucket.Created))
            .Element("ExtranetEndpoint", $"oss-{bucket.Region}.aliyuncs.com").Element("IntranetEndpoint", $"oss-{bucket.Region}-internal.aliyuncs.com")
            .Element("StorageClass", request.Profile.StorageClasses[bucket.DefaultClass]);
        if (bucket.Versioning != Versioning.Unset) body.Element("Versioning", bucket.Versioning.ToString());
        WriteOwner(body, "Owner", bucket.Owner);
        body.Open("AccessControlList").Element("Grant", bucket.Acl.Canned).Close("AccessControlList");
        return Answer.Xml(body.Close("Bucket").Close("BucketInfo"));
    }

    public Answer GetVersioning(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Read).Failed(out var error, out var bucket)) return error;
        var body = new XmlBody("VersioningConfiguration", request.Profile.XmlNamespace);
        if (bucket.Versioning != Versioning.Unset) body.Element("Status", bucket.Versioning.ToString());
        return Answer.Xml(body.Close("VersioningConfiguration"));
    }

    public async Task<Answer> PutVersioningAsync(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.None).Failed(out var error, out var bucket)) return error;
        if (request.AccountId != bucket.Owner) return Refusals.AccessDenied;
        if ((await Documents.ReadAsync(request)).Failed(out error, out var document)) return error;
        var status = document.Child("Status");
        if (document.Name.LocalName != "VersioningConfiguration" || status is not ("Enabled" or "Suspended")) return Refusals.MalformedXml;
        lock (bucket.Gate) bucket.SetVersioning(status == "Enabled" ? Versioning.Enabled : Versioning.Suspended);
        return Answer.Ok();
    }

    /// <summary>Lifecycle, CORS, policy…: none is ever set, so reading says so and nothing else is taken.</summary>
    public Answer Configuration(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Read).Failed(out var error, out _)) return error;
        if (request.Method != "GET") return Refusals.MethodNotAllowed;
        var (code, what) = request.Query.Items[0].Key switch
        {
            "policy" => ("NoSuchBucketPolicy", "bucket policy"),
            "tagging" => ("NoSuchTagSet", "TagSet"),
            "cors" => ("NoSuchCORSConfiguration", "CORS configuration"),
            "website" => ("NoSuchWebsiteConfiguration", "website configuration"),
            "encryption" => ("ServerSideEncryptionConfigurationNotFoundError", "server side encryption configuration"),
            "object-lock" => ("ObjectLockConfigurationNotFoundError", "object lock configuration"),
            "replication" => ("ReplicationConfigurationNotFoundError", "replication configuration"),
            "publicAccessBlock" => ("NoSuchPublicAccessBlockConfiguration", "public access block configuration"),
            "lifecycle" => ("NoSuchLifecycleConfiguration", "lifecycle configuration"),
            var other => ("NoSuchConfiguration", other),
        };
        return new EmulatorError(404, code, $"The {what} does not exist.");
    }

    public static void WriteOwner(XmlBody body, string element, string account) =>
        body.Open(element).Element("ID", account).Element("DisplayName", account).Close(element);

    private EmulatorError Exists(EmulatorRequest request, string account)
    {
        var existing = state.Storage.Find(request.Profile.Dialect, request.Bucket!);
        return existing is null || existing.Owner == account
            ? new EmulatorError(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.")
            : new EmulatorError(409, "BucketAlreadyExists", "The requested bucket name is not available.");
    }

    private static Outcome<BucketSettings> ReadConfiguration(EmulatorRequest request, byte[] bytes)
    {
        if (bytes.Length == 0) return new BucketSettings(null, false, 0);
        if (Documents.Parse(bytes).Failed(out var error, out var document)) return error;
        if (document.Name.LocalName != "CreateBucketConfiguration") return Refusals.MalformedXml;
        var region = document.Child("LocationConstraint");
        if (request.Profile.Dialect == EmulatorDialect.Oss && region?.StartsWith("oss-", StringComparison.Ordinal) == true) region = region["oss-".Length..];
        var className = document.Child("StorageClass");
        var storageClass = className is null ? (byte)0 : request.Profile.ClassIndex(className);
        if (storageClass == byte.MaxValue) return Refusals.InvalidArgument("No such bucket storage class exists.");
        var multiZone = document.Child("BucketAZConfig") == "MAZ";
        if (multiZone) storageClass = request.Profile.ClassIndex("MAZ_STANDARD");
        if (region is not null && (region.Length > 64 || !region.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')))
            return new EmulatorError(400, "InvalidLocationConstraint", "The specified location-constraint is not valid");
        return new BucketSettings(string.IsNullOrEmpty(region) ? null : region, multiZone, storageClass == byte.MaxValue ? (byte)0 : storageClass);
    }

    private static bool IsValidName(string name) =>
        name.Length is >= 3 and <= 63 && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '.')
        && !name.Contains("..", StringComparison.Ordinal);

    private sealed record BucketSettings(string? Region, bool IsMultiZone, byte DefaultClass);
}
