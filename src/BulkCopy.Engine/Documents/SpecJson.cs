using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Engine.Documents;

/// <summary>How declarations of jobs and schedules travel: as they are stored, with locations as <c>STORE:BUCKET/PREFIX</c>.</summary>
public static class SpecJson
{
    /// <summary>For writing declarations, and for reading what a server answers.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new StoreLocationJson(), new JsonStringEnumConverter() },
    };

    /// <summary>Adds to options that requests are read with: locations as text, and members that whoever checks a declaration names better than the reader.</summary>
    public static void AddTo(JsonSerializerOptions options)
    {
        options.Converters.Add(new StoreLocationJson());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RequireNothing);
    }

    private static void RequireNothing(JsonTypeInfo type)
    {
        if (type.Type != typeof(JobSpec) && type.Type != typeof(ScheduleSpec))
            return;
        foreach (var member in type.Properties)
            member.IsRequired = false;
    }
}
