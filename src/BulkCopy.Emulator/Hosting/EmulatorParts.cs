using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Control;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Observation;
using BulkCopy.Emulator.Operations;
using BulkCopy.Emulator.Persistence;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Emulator.Signatures;
using BulkCopy.Emulator.Storage;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Hosting;

/// <summary>Everything behind the port, put together from the options.</summary>
internal sealed class EmulatorParts : IDisposable
{
    private readonly DataDirectory? data;
    private readonly RequestPipeline pipeline;
    private readonly ControlEndpoint? control;

    private EmulatorParts(EmulatorOptions options, TimeProvider time, DataDirectory? data)
    {
        this.data = data;
        Log = new RequestLog(options.LoggedRequests, options.CountedKeys);
        Faults = new FaultInjector(time);
        foreach (var rule in options.Faults) Faults.Add(rule);
        IContentStore contents = data is null ? new MemoryContentStore() : data.Contents;
        var state = new EmulatorState
        {
            Storage = data?.Storage ?? new ObjectStorage(), Receiver = new BodyReceiver(contents), Time = time,
            RestoreAcceleration = options.TimeAcceleration,
        };
        Seeder = new Seeder(state.Storage, time, options.Accounts[0].Name);
        var verifier = Verifier(options, new SkewedClock(time));
        pipeline = new RequestPipeline(
            new RequestReader(verifier, Faults, time), new OperationDispatcher(state, verifier.Forms), Faults, new AnswerWriter(time), Log, time);
        if (options.ControlToken is { Length: > 0 } token) control = new ControlEndpoint(token, Faults, Log, Seeder);
    }

    public RequestLog Log { get; }

    public FaultInjector Faults { get; }

    public Seeder Seeder { get; }

    public static EmulatorParts Assemble(EmulatorOptions options, TimeProvider time)
    {
        if (options.Accounts.Count == 0) throw new ArgumentException("An emulator needs at least one account.", nameof(options));
        return new EmulatorParts(options, time, options.DataDirectory is null ? null : DataDirectory.Open(options.DataDirectory));
    }

    public Task HandleAsync(HttpContext http) =>
        control is not null && http.Request.Path.Value?.StartsWith(ControlEndpoint.Root, StringComparison.Ordinal) == true
            && http.Request.Headers.Authorization.Count == 0
            ? control.HandleAsync(http)
            : pipeline.HandleAsync(http);

    public void Dispose() => data?.Dispose();

    private static SignatureVerifier Verifier(EmulatorOptions options, TimeProvider clock)
    {
        var credentials = options.Accounts.ToDictionary(account => account.AccessKey, account => new EmulatorCredential
        {
            AccessKey = account.AccessKey, Secret = account.Secret, AccountName = account.Name,
            SessionToken = account.SessionToken, SessionExpiresAt = account.SessionExpiresAt,
        }, StringComparer.Ordinal);
        return new SignatureVerifier(key => credentials.GetValueOrDefault(key), clock);
    }
}
