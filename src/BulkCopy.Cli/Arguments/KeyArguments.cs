using System.CommandLine;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Arguments;

/// <summary>Further sources, and how keys are made at the destination.</summary>
internal sealed class KeyArguments : OptionGroup
{
    private const string Becomes = "=>";

    private readonly Option<string[]> _more;
    private readonly Option<string?> _template;
    private readonly Option<string[]> _replace;

    public KeyArguments() : base("Several sources, and keys at the destination")
    {
        _more = Texts("--and-from", "STORE:BUCKET/PREFIX", "Copy from this place too, into the same destination; may be given several times.");
        _template = Text("--key-template", "TEMPLATE", "Key behind the destination's prefix: text with {key}, {dir}, {name}, {stem}, {ext}, {bucket}, {store}, {year}, {month}, {day}, {hour} (of last modified, UTC).");
        _replace = Texts("--key-replace", "REGEX=>TEXT", "Replace what the expression finds in a key, everywhere, before the template; $1 is a group, $$ a dollar. May be given several times, and is done in that order.");
    }

    public override async Task<JobSpec> ApplyAsync(Invocation invocation, Func<string, Task<Dialect>> dialectOf, JobSpec spec)
    {
        var template = Given(invocation, _template, spec.Keys?.Template);
        IReadOnlyList<KeyReplacement> replace = invocation.IsGiven(_replace) ? [.. (invocation.Get(_replace) ?? []).Select(Read)] : spec.Keys?.Replace ?? [];
        return spec with
        {
            MoreSources = invocation.IsGiven(_more) ? await ReadMoreAsync(invocation, dialectOf).ConfigureAwait(false) : spec.MoreSources,
            Keys = template is null && replace.Count == 0 ? null : new KeyRewriting { Template = template, Replace = replace },
        };
    }

    private async Task<IReadOnlyList<StoreLocation>> ReadMoreAsync(Invocation invocation, Func<string, Task<Dialect>> dialectOf)
    {
        var more = new List<StoreLocation>();
        foreach (var text in invocation.Get(_more) ?? [])
        {
            more.Add(StoreLocation.Parse(text, out var error) ?? throw new RefusedException(error!));
            await dialectOf(more[^1].Store).ConfigureAwait(false);
        }
        return more;
    }

    private static KeyReplacement Read(string text)
    {
        var at = text.IndexOf(Becomes, StringComparison.Ordinal);
        return at > 0 ? new KeyReplacement(text[..at], text[(at + Becomes.Length)..])
            : throw new RefusedException($"'{text}' is not a value for --key-replace: write REGEX=>TEXT, for instance '^tmp/=>'.");
    }
}
