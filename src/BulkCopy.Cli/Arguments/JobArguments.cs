using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Tiering;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Arguments;

/// <summary>Everything that the command line can say about a job, for every verb that declares one.</summary>
internal sealed class JobArguments
{
    private readonly OptionGroup[] _groups;

    /// <summary>What can be said about a copy.</summary>
    public JobArguments() => _groups =
    [
        .. Objects(),
        new VersionArguments(),
        new CompareArguments(),
        new CopyArguments(),
        new CarryArguments(),
        new EncryptionArguments(),
        new VerificationArguments(),
        new RestoreArguments(),
    ];

    private JobArguments(OptionGroup[] groups) => _groups = groups;

    /// <summary>What can be said about a job that only compares.</summary>
    public static JobArguments OfObjects() => new(Objects());

    private static OptionGroup[] Objects() => [new SelectionArguments(), new ManifestArguments(), new KeyArguments()];

    /// <summary>Adds the options to a verb, and their groups to its help.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in _groups.SelectMany(group => group.Options))
            command.Options.Add(option);
        command.Options.Add(GroupedHelp.Option(_groups));
    }

    /// <summary>Whether any of them was given.</summary>
    public bool IsGiven(Invocation invocation) => _groups.SelectMany(group => group.Options).Any(invocation.IsGiven);

    /// <summary>The declaration of a job on stores of the configuration.</summary>
    public Task<JobSpec> ReadAsync(Invocation invocation, StoreDirectory stores, JobSpec spec) =>
        ReadAsync(invocation, name => Task.FromResult(stores.Require(name).Dialect), spec);

    /// <summary>The declaration.</summary>
    /// <param name="invocation">The command line.</param>
    /// <param name="dialectOf">The dialect of a store.</param>
    /// <param name="spec">What is known already: name, source and destination, or a whole declaration, of which stays what no option names.</param>
    /// <exception cref="RefusedException">It cannot be done; all problems are named.</exception>
    public async Task<JobSpec> ReadAsync(Invocation invocation, Func<string, Task<Dialect>> dialectOf, JobSpec spec)
    {
        foreach (var group in _groups)
            spec = await group.ApplyAsync(invocation, dialectOf, spec).ConfigureAwait(false);
        var problems = JobSpecChecks.Check(spec);
        return problems.Count switch
        {
            0 => spec,
            1 => throw new RefusedException(problems[0].Message),
            _ => throw new RefusedException(string.Join(Environment.NewLine, problems.Select(problem => problem.ToString()).Prepend("The job cannot be made:"))),
        };
    }
}
