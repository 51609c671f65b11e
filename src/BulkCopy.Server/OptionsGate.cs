using BulkCopy.Server.Options;
using BulkCopy.Server.Secrets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server;

/// <summary>Lets the application start only with options that make sense and master keys that are there.</summary>
internal sealed class OptionsGate(IOptions<ServerOptions> options, IValidateOptions<ServerOptions> check, SecretSealer sealer) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var result = check.Validate(null, options.Value);
        if (result.Failed)
            throw new OptionsValidationException(ServerOptions.Section, typeof(ServerOptions), result.Failures);
        // Reads the keys: a wrong reference is noticed now and not at the first secret.
        _ = sealer.CanSeal;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
