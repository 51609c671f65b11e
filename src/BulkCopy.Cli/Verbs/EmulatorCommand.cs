using System.CommandLine;
using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Output;
using BulkCopy.Emulator;
using BulkCopy.Emulator.Faults;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy emulator</c>: a COS, OSS and S3 server for tests and trials.</summary>
internal sealed class EmulatorCommand : Verb
{
    private readonly Option<HostAndPort> _listen = ArgumentTypes.Listen("--listen", "Address and port; port 0 takes a free one. Default: 127.0.0.1:9000.", "127.0.0.1:9000");
    private readonly Option<EmulatorAccount[]> _accounts = new("--account")
    {
        Description = "Access key, secret and account name that may sign; can be repeated.",
        HelpName = "KEY:SECRET[:NAME]",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ParseAccounts,
    };

    private readonly Option<string?> _data = new("--data") { Description = "Keep objects in this directory; what was answered survives a kill. Default: in memory.", HelpName = "DIR" };

    private readonly Option<string?> _controlToken = new("--control-token") { Description = "Turns the control endpoint (faults, requests, seeding) on for requests that carry it in X-Emulator-Token.", HelpName = "TOKEN" };
    private readonly Option<FaultRule[]> _faults = new("--fault")
    {
        Description = "A fault on purpose, as JSON such as '{\"kind\":\"SlowDown\",\"bucket\":\"b\",\"aboveRequestsPerSecond\":100}'; can be repeated.",
        HelpName = "JSON",
        CustomParser = ParseFaults,
    };

    private readonly Option<double?> _restoreSpeed = new("--restore-speed") { Description = "How many times faster than the vendors' a restore from an archive class is ready and expires. Default: 1.", HelpName = "N" };

    public EmulatorCommand(CliHost host)
        : base("emulator", "Run a COS, OSS and S3 server until Ctrl-C. Every dialect answers at the same port.", host)
    {
        Options.Add(_listen);
        Options.Add(_accounts);
        Options.Add(_data);
        Options.Add(_controlToken);
        Options.Add(_faults);
        Options.Add(_restoreSpeed);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var accounts = invocation.Get(_accounts)!;
        var data = invocation.Get(_data) is { } directory ? Path.GetFullPath(directory) : null;
        await using var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions
            {
                Listen = invocation.Get(_listen).ToString(),
                Accounts = accounts,
                DataDirectory = data,
                ControlToken = invocation.Get(_controlToken),
                Faults = invocation.Get(_faults) ?? [],
                TimeAcceleration = invocation.Get(_restoreSpeed) ?? 1,
            },
            invocation.Time, invocation.Stopping).ConfigureAwait(false);
        var address = emulator.Endpoint.GetLeftPart(UriPartial.Authority);
        if (invocation.IsJson)
            invocation.PrintJson(new EmulatorDocument(address, [.. accounts.Select(account => account.Name)], data), JsonDocuments.Types.EmulatorDocument);
        else
            invocation.Say($"COS, OSS and S3 answer at {address} until Ctrl-C; objects are kept {(data is null ? "in memory" : $"in {data}")}.");
        await invocation.UntilStoppedAsync().ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private static FaultRule[] ParseFaults(System.CommandLine.Parsing.ArgumentResult result)
    {
        var rules = new List<FaultRule>();
        foreach (var token in result.Tokens)
        {
            try
            {
                rules.Add(FaultRule.Parse(token.Value));
            }
            catch (FormatException e)
            {
                result.AddError($"--fault cannot be read: {e.Message}");
            }
        }

        return [.. rules];
    }

    private static EmulatorAccount[] ParseAccounts(System.CommandLine.Parsing.ArgumentResult result)
    {
        var accounts = new List<EmulatorAccount>();
        foreach (var token in result.Tokens)
        {
            try
            {
                accounts.Add(EmulatorAccount.Parse(token.Value));
            }
            catch (FormatException)
            {
                // The text is not repeated: it may hold a secret.
                result.AddError("--account is not of the form KEY:SECRET or KEY:SECRET:NAME.");
            }
        }

        if (accounts.DistinctBy(account => account.AccessKey).Count() < accounts.Count)
            result.AddError("--account names the same access key twice.");
        return [.. accounts];
    }
}
