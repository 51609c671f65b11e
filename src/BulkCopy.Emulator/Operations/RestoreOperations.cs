using System.Globalization;
using System.Xml.Linq;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>POST Object restore, with the vendors' times divided by the acceleration.</summary>
internal sealed class RestoreOperations(EmulatorState state, BucketAccess access)
{
    private static readonly EmulatorError InProgress = new(409, "RestoreAlreadyInProgress", "The restore operation is in progress.");

    public async Task<Answer> RestoreAsync(EmulatorRequest request)
    {
        var profile = request.Profile;
        if (access.Open(request, Permissions.Write).Failed(out var error, out var bucket)) return error;
        if ((await BodyReceiver.ReadDocumentAsync(request, 64 * 1024)).Failed(out error, out var bytes)) return error;
        if (ReadOrder(request, bytes).Failed(out error, out var order)) return error;
        if (ObjectLookup.Find(request, bucket).Failed(out error, out var version)) return error;
        var storageClass = profile.StorageClasses[version.StorageClass];
        if (!profile.IsArchive(version.StorageClass))
            return new EmulatorError(profile.RestoreWrongClassStatus, profile.RestoreWrongClassCode, "Restore is not allowed for the object's current storage class");
        if (RestoreTimes.Find(storageClass, order.Tier) is not { } duration)
            return Refusals.InvalidArgument($"Tier {order.Tier} is not offered for {storageClass}.");
        if (order.Days < 1 || order.Days > RestoreTimes.MostDays(storageClass)) return Refusals.InvalidArgument("Days is out of range.");
        lock (bucket.Gate)
        {
            var running = version.Attributes.Restore;
            if (running?.IsOngoing(request.Now) == true) return InProgress;
            var extends = running?.IsReadable(request.Now) == true;
            var ready = extends ? running!.ReadyAt : request.Now + (duration / state.RestoreAcceleration);
            var expires = (extends ? request.Now : ready) + (TimeSpan.FromDays(order.Days) / state.RestoreAcceleration);
            bucket.SetAttributes(request.Key!, version, version.Attributes with { Restore = new RestoredCopy(request.Now, ready, expires, order.Tier) });
            return Accepted(request, bucket, version, order, extends);
        }
    }

    private static Answer Accepted(EmulatorRequest request, Bucket bucket, ObjectVersion version, Order order, bool extends)
    {
        var answer = new Answer(extends ? 200 : 202);
        if (bucket.Versioning != Versioning.Unset) answer.With(request.Profile.Headers.VersionId, VersionIds.Format(request.Profile, version));
        if (request.Profile.Dialect == EmulatorDialect.Oss && !extends) answer.With("x-oss-object-restore-priority", order.Tier);
        return answer;
    }

    private static Outcome<Order> ReadOrder(EmulatorRequest request, byte[] bytes)
    {
        if (bytes.Length == 0) return request.Profile.Dialect == EmulatorDialect.Oss ? new Order(1, "Standard") : Refusals.MalformedXml;
        if (Documents.Parse(bytes).Failed(out var error, out XElement? document)) return error;
        if (document.Name.LocalName != "RestoreRequest") return Refusals.MalformedXml;
        var text = document.Child("Days");
        if (text is null || !int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days)) return Refusals.MalformedXml;
        var job = document.Elements().FirstOrDefault(element => element.Name.LocalName == request.Profile.RestoreJobElement);
        var tier = (job?.Child("Tier") ?? document.Child("Tier"))?.Trim() ?? "Standard";
        return tier is "Expedited" or "Standard" or "Bulk" ? new Order(days, tier) : Refusals.MalformedXml;
    }

    private sealed record Order(int Days, string Tier);
}
