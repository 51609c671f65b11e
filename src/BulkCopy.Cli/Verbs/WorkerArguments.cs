using System.CommandLine;
using BulkCopy.Cli.Configuration;
using BulkCopy.Engine.Workers;

namespace BulkCopy.Cli.Verbs;

/// <summary>Options of verbs that work on runs in their own process.</summary>
internal sealed class WorkerArguments
{
    private readonly Option<int?> _concurrency = ArgumentTypes.Number("--concurrency", "Requests in flight at most. Default: Worker:Concurrency in configuration, otherwise 96.", 1, 4096);
    private readonly Option<int?> _listers = ArgumentTypes.Number("--listers", "Key ranges listed at the same time, per run. Default: 4.", 1, 256);

    public void AddTo(Command command)
    {
        command.Options.Add(_concurrency);
        command.Options.Add(_listers);
    }

    public WorkerOptions Read(Invocation invocation, BulkCopySettings settings, string? name = null)
    {
        var options = new WorkerOptions();
        options.Concurrency = invocation.Get(_concurrency) ?? settings.Concurrency ?? options.Concurrency;
        options.Listers = invocation.Get(_listers) ?? options.Listers;
        options.Limits = settings.Stores.Values.Where(store => store.Flow is not null).ToDictionary(store => store.Name, store => store.Flow!, StringComparer.OrdinalIgnoreCase);
        options.Lease = settings.Lease ?? options.Lease;
        options.RelayMemoryBytes = settings.RelayMemoryBytes ?? options.RelayMemoryBytes;
        options.Name = name ?? options.Name;
        return options;
    }
}
