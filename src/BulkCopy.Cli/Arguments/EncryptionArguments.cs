using System.CommandLine;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Arguments;

/// <summary>Encryption at rest of both sides.</summary>
internal sealed class EncryptionArguments : OptionGroup
{
    private readonly Option<EncryptionMode?> _mode;
    private readonly Option<string?> _algorithm;
    private readonly Option<string?> _kmsKey;
    private readonly Option<string?> _customerKey;
    private readonly Option<string?> _sourceKey;

    public EncryptionArguments() : base("How copies are encrypted")
    {
        _mode = Add(ArgumentTypes.Choice<EncryptionMode>("--encryption", "Who holds the key that copies are encrypted with. Default: as the destination bucket is set up."));
        _algorithm = Text("--encryption-algorithm", "NAME", "Algorithm where the dialect knows several, for instance SM4. Default: its standard one.");
        _kmsKey = Text("--kms-key-id", "ID", "Key of the provider's key management. Default: the account's default key.");
        _customerKey = Text("--customer-key", "NAME", "Customer key of the copies, by its name in the destination's store.");
        _sourceKey = Text("--source-customer-key", "NAME", "Customer key that the sources are encrypted with, by its name in the source's store.");
    }

    protected override JobSpec Apply(Invocation invocation, JobSpec spec) => spec with
    {
        Copy = spec.Copy with { Encryption = Rule(invocation, spec.Copy.Encryption), SourceCustomerKey = Given(invocation, _sourceKey, spec.Copy.SourceCustomerKey) },
    };

    private EncryptionRule? Rule(Invocation invocation, EncryptionRule? now)
    {
        var (kmsKey, customerKey, algorithm) = (invocation.Get(_kmsKey), invocation.Get(_customerKey), invocation.Get(_algorithm));
        var mode = invocation.Get(_mode) ?? (customerKey is not null ? EncryptionMode.Customer : kmsKey is not null ? EncryptionMode.Kms : now?.Mode);
        // What another holder's key was called means nothing to this one.
        var kept = mode == now?.Mode ? now : null;
        if (mode is { } known)
            return new EncryptionRule { Mode = known, Algorithm = algorithm ?? kept?.Algorithm, KmsKeyId = kmsKey ?? kept?.KmsKeyId, CustomerKey = customerKey ?? kept?.CustomerKey };
        return algorithm is null ? null : throw new RefusedException($"--encryption-algorithm {algorithm} needs --encryption: say who holds the key.");
    }
}
