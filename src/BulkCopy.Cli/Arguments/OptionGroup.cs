using System.CommandLine;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Arguments;

/// <summary>Options that say one thing about a job. Help prints them together under their title.</summary>
internal abstract class OptionGroup(string title)
{
    private readonly List<Option> _options = [];

    public string Title { get; } = title;

    public IReadOnlyList<Option> Options => _options;

    /// <summary>The declaration with what these options say.</summary>
    /// <exception cref="Output.RefusedException">They make no sense together.</exception>
    public virtual Task<JobSpec> ApplyAsync(Invocation invocation, Func<string, Task<Dialect>> dialectOf, JobSpec spec) => Task.FromResult(Apply(invocation, spec));

    /// <summary>The same, where no store and no file needs to be looked at.</summary>
    protected virtual JobSpec Apply(Invocation invocation, JobSpec spec) => spec;

    /// <summary>What an option says; what the declaration has already, where it was not given.</summary>
    protected static T? Given<T>(Invocation invocation, Option<T> option, T? kept) => invocation.IsGiven(option) ? invocation.Get(option) : kept;

    /// <summary>The same for an option that may be given several times.</summary>
    protected static IReadOnlyList<string> Given(Invocation invocation, Option<string[]> option, IReadOnlyList<string> kept) =>
        invocation.IsGiven(option) ? invocation.Get(option) ?? [] : kept;

    protected Option<T> Add<T>(Option<T> option)
    {
        Include(option);
        return option;
    }

    protected void Include(Option option) => _options.Add(option);

    protected Option<bool> Flag(string name, string description) => Add(new Option<bool>(name) { Description = description });

    protected Option<string?> Text(string name, string helpName, string description) => Add(new Option<string?>(name) { Description = description, HelpName = helpName });

    /// <summary>An option that may be given several times.</summary>
    protected Option<string[]> Texts(string name, string helpName, string description) => Add(new Option<string[]>(name) { Description = description, HelpName = helpName, Arity = ArgumentArity.ZeroOrMore });
}
