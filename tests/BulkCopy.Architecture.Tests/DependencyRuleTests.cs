using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Xunit;

namespace BulkCopy.Architecture.Tests;

public sealed class DependencyRuleTests
{
    private const string Prefix = "BulkCopy.";

    // From the top down; each may reference what stands below it, and nothing may reference the emulator but the Cli.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Cli"] = ["Server", "Scheduling", "Postgres", "Engine", "ObjectStores", "Emulator"],
        ["Server"] = ["Scheduling", "Postgres", "Engine", "ObjectStores"],
        ["Scheduling"] = ["Postgres", "Engine", "ObjectStores"],
        ["Postgres"] = ["Engine", "ObjectStores"],
        ["Engine"] = ["ObjectStores"],
        ["ObjectStores"] = [],
        ["Emulator"] = [],
    };

    private static readonly Dictionary<string, string[]> ForbiddenAssemblies = new()
    {
        ["ObjectStores"] = ["Npgsql", "Microsoft.EntityFrameworkCore", "System.Data", "Microsoft.AspNetCore", "Quartz", "AWSSDK"],
        ["Engine"] =
        [
            "Npgsql", "Microsoft.EntityFrameworkCore", "System.Data", "Microsoft.AspNetCore", "Quartz", "System.Net.Http", "System.Net.Sockets",
        ],
        ["Postgres"] = ["Microsoft.AspNetCore", "Quartz", "System.Net.Http"],
        ["Scheduling"] = ["Microsoft.AspNetCore", "System.Net.Http"],
        ["Server"] = ["Quartz"],
        ["Emulator"] = ["Npgsql", "Microsoft.EntityFrameworkCore", "System.Data", "Quartz", "AWSSDK"],
    };

    [Fact]
    public void Projects_are_the_seven_of_the_design() =>
        Assert.Equal(Allowed.Keys.Order(), Repository.Projects.Select(ShortName).Order());

    [Fact]
    public void Project_references_point_down_only()
    {
        var wrong =
            from project in Repository.Projects
            from reference in XDocument.Load(project).Descendants("ProjectReference")
            let target = ShortName(reference.Attribute("Include")!.Value)
            where !Allowed[ShortName(project)].Contains(target)
            select $"{ShortName(project)} -> {target}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Compiled_references_point_down_only()
    {
        var wrong =
            from project in Allowed.Keys
            from target in References(project).Where(r => r.StartsWith(Prefix, StringComparison.Ordinal)).Select(r => r[Prefix.Length..])
            where !Allowed[project].Contains(target)
            select $"{project} -> {target}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Layers_stay_free_of_what_belongs_to_others()
    {
        var wrong =
            from rule in ForbiddenAssemblies
            from reference in References(rule.Key)
            where rule.Value.Any(forbidden => reference == forbidden || reference.StartsWith(forbidden + ".", StringComparison.Ordinal))
            select $"{rule.Key} -> {reference}";
        Assert.Empty(wrong);
    }

    private static string ShortName(string projectFile) =>
        Path.GetFileNameWithoutExtension(projectFile.Replace('\\', '/'))[Prefix.Length..];

    private static List<string> References(string project)
    {
        var name = project == "Cli" ? "bulkcopy.dll" : $"{Prefix}{project}.dll";
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, name)));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
