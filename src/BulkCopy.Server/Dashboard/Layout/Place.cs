using BulkCopy.Server.Access;

namespace BulkCopy.Server.Dashboard.Layout;

/// <summary>A page that the navigation leads to.</summary>
public sealed record Place(string Name, string Path, string Icon, Role Least)
{
    /// <summary>All of them, in groups.</summary>
    public static IReadOnlyList<(string? Heading, IReadOnlyList<Place> Places)> Groups { get; } =
    [
        (null, [new("Overview", "/", "overview", Role.Viewer), new("Runs", "/runs", "runs", Role.Viewer), new("New job", "/jobs/new", "new", Role.Operator)]),
        ("Look closer", [new("Versions", "/versions", "versions", Role.Viewer), new("Storage classes", "/classes", "classes", Role.Viewer)]),
        ("Set up", [new("Schedules", "/schedules", "schedules", Role.Viewer), new("Stores", "/stores", "stores", Role.Viewer)]),
        ("Administration", [new("Audit log", "/audit", "audit", Role.Admin), new("Users and keys", "/access", "access", Role.Admin), new("Webhooks", "/webhooks", "webhooks", Role.Admin), new("API", "/reference", "reference", Role.Viewer)]),
    ];
}
