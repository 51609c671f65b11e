using BulkCopy.Emulator.Seeding;
using Xunit;

namespace BulkCopy.Emulator.Tests.Clients;

/// <summary>Starts an emulator per test and asserts at its end that nothing went wrong inside it.</summary>
public abstract class EmulatorTest : IAsyncLifetime
{
    protected RunningEmulator Emulator { get; private set; } = null!;

    protected RawClient Raw { get; private set; } = null!;

    protected virtual EmulatorOptions Change(EmulatorOptions options) => options;

    protected virtual TimeProvider Time => TimeProvider.System;

    public virtual async ValueTask InitializeAsync()
    {
        Emulator = await RunningEmulator.StartAsync(Time, Change);
        Raw = Emulator.Raw();
    }

    public virtual async ValueTask DisposeAsync()
    {
        Assert.True(Emulator.Server.Requests.InternalErrors == 0, Emulator.Server.Requests.LastInternalError);
        await Emulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<RawAnswer> Must(int status, Task<RawAnswer> sent)
    {
        var answer = await sent;
        Assert.True(answer.Status == status, $"expected {status}: {answer}");
        return answer;
    }

    protected async Task<string?> Refused(int status, Task<RawAnswer> sent) => (await Must(status, sent)).Element("Code");

    protected void Seed(EmulatorDialect dialect, string bucket, string region, string prefix = "seed/", int count = 0, long size = 10, string? storageClass = null) =>
        Emulator.Server.Seed(new SeedOrder
        {
            Dialect = dialect, Bucket = bucket, Region = region, Prefix = prefix, Count = count, Size = size, StorageClass = storageClass,
        });

}
