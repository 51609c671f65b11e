using System.ComponentModel.DataAnnotations;
using System.Net;
using BulkCopy.Server.Access;
using BulkCopy.Server.Secrets;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Options;

/// <summary>Checks everything when the server starts; each problem is a sentence that names the key.</summary>
internal sealed class ServerOptionsCheck : IValidateOptions<ServerOptions>
{
    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        var problems = Annotated(options).Concat(CheckListen(options)).Concat(CheckAccess(options)).Concat(CheckPlaces(options)).ToArray();
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Annotated(ServerOptions options)
    {
        (string Section, object? Value)[] parts =
        [
            ("Server", options), ("Server:Access", options.Access), ("Server:Access:OAuth", options.Access.OAuth), ("Server:Proxy", options.Proxy),
            ("Server:Secrets", options.Secrets), ("Server:Approval", options.Approval), ("Server:Webhooks", options.Webhooks), ("Server:Telemetry", options.Telemetry),
        ];
        foreach (var (section, value) in parts)
        {
            var results = new List<ValidationResult>();
            if (value is null || Validator.TryValidateObject(value, new ValidationContext(value), results, validateAllProperties: true))
                continue;
            foreach (var result in results)
                yield return $"{section}: {result.ErrorMessage}";
        }
    }

    private static IEnumerable<string> CheckListen(ServerOptions options)
    {
        foreach (var address in options.EffectiveListen)
            if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.PathAndQuery != "/")
                yield return $"Server:Listen: '{address}' is no address to listen on; write http://ADDRESS:PORT.";
            else if (options.Access.Mode == AccessMode.Open && !url.IsLoopback)
                yield return $"Server:Access:Mode is Open, which lets everybody in, and Server:Listen names {address}: listen on 127.0.0.1, or choose Local.";
    }

    private static IEnumerable<string> CheckAccess(ServerOptions options)
    {
        foreach (var (group, role) in options.Access.GroupRoles)
            if (!Roles.TryParse(role, out _))
                yield return $"Server:Access:GroupRoles:{group} is '{role}'; known are {Roles.Names}.";
        if (options.Access.Mode == AccessMode.Proxy && options.Proxy.Trusted.Count == 0)
            yield return "Server:Access:Mode is Proxy, but Server:Proxy:Trusted names no proxy: anybody could name themselves.";
        if ((options.Access.Mode == AccessMode.Proxy || options.Access.OAuth is not null) && options.Access.GroupRoles.Count == 0)
            yield return "Server:Access:GroupRoles is empty: nobody from outside would have a role. Map at least one group to one of "
                + Roles.Names + ".";
        if (options.Access.OAuth is { } oauth && SecretReference.Parse(oauth.ClientSecretFrom) is null)
            yield return "Server:Access:OAuth:ClientSecretFrom is no reference; write env:NAME or file:PATH.";
    }

    private static IEnumerable<string> CheckPlaces(ServerOptions options)
    {
        foreach (var proxy in options.Proxy.Trusted)
            if (!IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _))
                yield return $"Server:Proxy:Trusted: '{proxy}' is neither an address nor a network such as 10.0.0.0/8.";
        foreach (var reference in options.Secrets.PreviousMasterKeysFrom.Prepend(options.Secrets.MasterKeyFrom ?? "env:NONE"))
            if (SecretReference.Parse(reference) is null)
                yield return "Server:Secrets: a master key is named by env:NAME or file:PATH, and does not stand in configuration itself.";
        if (options.Telemetry.OtlpHeadersFrom is { } headers && SecretReference.Parse(headers) is null)
            yield return "Server:Telemetry:OtlpHeadersFrom is no reference; write env:NAME or file:PATH.";
        if (options.Telemetry.OtlpEndpoint is { } collector && (!collector.IsAbsoluteUri || collector.Scheme is not ("http" or "https")))
            yield return $"Server:Telemetry:OtlpEndpoint: '{collector}' is no address of a collector; write http://HOST:4317.";
    }
}
