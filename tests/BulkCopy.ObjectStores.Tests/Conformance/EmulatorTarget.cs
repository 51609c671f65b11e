using BulkCopy.Emulator;
using BulkCopy.Emulator.Faults;
using BulkCopy.ObjectStores.Tests.Fakes;

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>The emulator in one dialect, on a port of its own.</summary>
public abstract class EmulatorTarget(string dialect) : ConformanceTarget
{
    private EmulatorServer? server;

    /// <summary>What goes wrong on purpose.</summary>
    public FaultInjector Faults => server!.Faults;

    public override string? KmsKeyId => "48ba38aa-26c5-11ea-855c-52540085a59d";

    protected override async Task<ObjectStoreOptions?> StartAsync()
    {
        server = await EmulatorServer.StartAsync(new EmulatorOptions
        {
            Accounts = [new EmulatorAccount { AccessKey = "AKIDEXAMPLE", Secret = "ExampleSecretKey0123456789" }],
            TimeAcceleration = 1_000_000,
        }, TimeProvider.System, CancellationToken.None);
        return TestStores.Options(dialect, server.Endpoint.Authority);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The emulator as COS.</summary>
public sealed class CosTarget() : EmulatorTarget("cos");

/// <summary>The emulator as OSS.</summary>
public sealed class OssTarget() : EmulatorTarget("oss");

/// <summary>The emulator as BSC.</summary>
public sealed class BscTarget() : EmulatorTarget("bsc")
{
    public override bool HasStoreManagedEncryption => false;

    /// <summary>Its documents name no minimum.</summary>
    public override bool RefusesSmallParts => false;
}

/// <summary>The emulator as S3.</summary>
public sealed class S3Target() : EmulatorTarget("s3");
