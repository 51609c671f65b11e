using System.Diagnostics.CodeAnalysis;
using System.Text;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Buckets and their versioning.</summary>
internal sealed class Buckets(StoreContext context)
{
    public Task<StoreResult<BucketProperties>> HeadAsync(string bucket, CancellationToken cancellationToken)
    {
        if (RequestLimits.Bucket(bucket) is { } why) return context.Refuse<BucketProperties>("HeadBucket", bucket, null, why);
        var request = context.Request(HttpMethod.Head, "HeadBucket", RequestEffect.Read, bucket, null);
        return context.Caller.SendAsync(request, (StoreResponse response, [MaybeNullWhen(false)] out BucketProperties properties) =>
        {
            properties = new BucketProperties(response.Header(context.Wire.Headers.BucketRegion), response.Header("x-cos-bucket-az-type") == "MAZ");
            return true;
        }, cancellationToken);
    }

    public Task<StoreResult<Unit>> CreateAsync(string bucket, CancellationToken cancellationToken)
    {
        if (RequestLimits.Bucket(bucket) is { } why) return context.Refuse<Unit>("CreateBucket", bucket, null, why);
        var request = context.Request(HttpMethod.Put, "CreateBucket", RequestEffect.Repeatable, bucket, null);
        if (context.Wire.NamesRegionOfNewBucket && context.Region != "us-east-1")
            request.Document(Encoding.UTF8.GetBytes($"<CreateBucketConfiguration><LocationConstraint>{XmlEscape.Text(context.Region)}</LocationConstraint></CreateBucketConfiguration>"));
        return context.Caller.SendAsync<Unit>(request, StoreContext.Done, cancellationToken);
    }

    public Task<StoreResult<Unit>> DeleteAsync(string bucket, CancellationToken cancellationToken)
    {
        if (RequestLimits.Bucket(bucket) is { } why) return context.Refuse<Unit>("DeleteBucket", bucket, null, why);
        return context.Caller.SendAsync<Unit>(context.Request(HttpMethod.Delete, "DeleteBucket", RequestEffect.Repeatable, bucket, null), StoreContext.Done, cancellationToken);
    }

    public Task<StoreResult<IReadOnlyList<ListedBucket>>> ListAsync(CancellationToken cancellationToken)
    {
        var request = new StoreRequest(HttpMethod.Get, "ListBuckets", RequestEffect.Read, context.Caller.Target(HttpMethod.Get, null, null)) { MaxAnswerBytes = 4 << 20 };
        return context.Caller.SendAsync<IReadOnlyList<ListedBucket>>(request, TryReadBuckets, cancellationToken);
    }

    private static bool TryReadBuckets(StoreResponse response, [MaybeNullWhen(false)] out IReadOnlyList<ListedBucket> buckets)
    {
        var found = new List<ListedBucket>();
        buckets = found;
        var xml = new XmlScanner(response.Body);
        if (!xml.RootIs("ListAllMyBucketsResult"u8)) return false;
        while (xml.NextChild(1))
        {
            var isList = xml.Name.SequenceEqual("Buckets"u8);
            while (isList && xml.NextChild(2))
            {
                string name = "", region = "";
                DateTimeOffset? created = null;
                while (xml.NextChild(3))
                {
                    if (xml.Name.SequenceEqual("Name"u8)) name = xml.Text();
                    else if (xml.Name.SequenceEqual("Region"u8) || xml.Name.SequenceEqual("BucketRegion"u8)) region = xml.Text();
                    else if (xml.Name.SequenceEqual("Location"u8) && region.Length == 0) region = xml.Text();
                    else if (xml.Name.SequenceEqual("CreationDate"u8)) created = StoreText.Date(xml.Text());
                }
                if (name.Length > 0) found.Add(new ListedBucket(name, region.Length == 0 ? null : region, created));
            }
        }
        return xml.Complete;
    }

    public Task<StoreResult<BucketVersioning>> GetVersioningAsync(string bucket, CancellationToken cancellationToken)
    {
        if (RequestLimits.Bucket(bucket) is { } why) return context.Refuse<BucketVersioning>("GetBucketVersioning", bucket, null, why);
        if (!context.Dialect.HasVersions) return Task.FromResult(new StoreResult<BucketVersioning>(BucketVersioning.Never));
        var request = context.Request(HttpMethod.Get, "GetBucketVersioning", RequestEffect.Read, bucket, null);
        request.Flag("versioning");
        return context.Caller.SendAsync<BucketVersioning>(request, TryReadVersioning, cancellationToken);
    }

    private static bool TryReadVersioning(StoreResponse response, out BucketVersioning versioning)
    {
        versioning = BucketVersioning.Never;
        var xml = new XmlScanner(response.Body);
        if (!xml.RootIs("VersioningConfiguration"u8)) return false;
        var isKnown = true;
        while (xml.NextChild(1))
            if (xml.Name.SequenceEqual("Status"u8))
            {
                var status = xml.Text().Trim();
                isKnown = status.Length == 0 || Enum.TryParse(status, ignoreCase: true, out versioning);
            }
        return isKnown && xml.Complete;
    }

    public Task<StoreResult<Unit>> SetVersioningAsync(string bucket, BucketVersioning versioning, CancellationToken cancellationToken)
    {
        var refusal = RequestLimits.Bucket(bucket) ?? (!context.Dialect.HasVersions ? $"{context.Dialect.Name} has no versions"
            : versioning == BucketVersioning.Never ? "versioning cannot return to never" : null);
        if (refusal is not null) return context.Refuse<Unit>("PutBucketVersioning", bucket, null, refusal);
        var request = context.Request(HttpMethod.Put, "PutBucketVersioning", RequestEffect.Repeatable, bucket, null);
        request.Flag("versioning");
        request.Document(Encoding.UTF8.GetBytes($"<VersioningConfiguration><Status>{versioning}</Status></VersioningConfiguration>"));
        return context.Caller.SendAsync<Unit>(request, StoreContext.Done, cancellationToken);
    }
}
