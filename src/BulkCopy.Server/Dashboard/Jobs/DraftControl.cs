using Microsoft.AspNetCore.Components;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>A field of the form that makes a job, with what is wrong with it.</summary>
public abstract class DraftControl : ComponentBase
{
    /// <summary>The step that it stands in.</summary>
    [CascadingParameter] public JobModel Model { get; set; } = null!;

    /// <summary>Its name, by which <see cref="DraftField"/> knows it.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";

    /// <summary>What it is called.</summary>
    protected string Label => DraftLabels.Of(Name);

    /// <summary>What can be written, and what nothing means.</summary>
    [Parameter] public string? Hint { get; set; }

    /// <summary>An example.</summary>
    [Parameter] public string? Placeholder { get; set; }

    /// <summary>As it was written.</summary>
    protected string Value => Model.Draft[Name];

    /// <summary>What is wrong with it.</summary>
    protected IReadOnlyList<string> Wrong => [.. Model.Of(Name)];

    /// <summary>The texts that belong to it, for screen readers.</summary>
    protected string? DescribedBy => (Wrong.Count > 0, Hint) switch
    {
        (true, null) => $"{Name}-problem",
        (true, _) => $"{Name}-problem {Name}-hint",
        (false, null) => null,
        _ => $"{Name}-hint",
    };
}
