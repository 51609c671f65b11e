using System.CommandLine;
using System.CommandLine.Parsing;
using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary>Arguments and options whose text means something.</summary>
internal static class ArgumentTypes
{
    /// <summary><c>STORE:BUCKET/PREFIX</c>.</summary>
    public static Argument<StoreLocation> Location(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var location = StoreLocation.Parse(result.Tokens[0].Value, out var error);
            if (error is not null)
                result.AddError(error);
            return location!;
        },
    };

    /// <summary>The number of a run.</summary>
    public static Argument<RunId> Run() => new("RUN")
    {
        Description = "Number of the run, as 'bulkcopy runs list' shows it.",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0)
                return new RunId(number);
            result.AddError($"'{result.Tokens[0].Value}' is not the number of a run: see 'bulkcopy runs list'.");
            return default;
        },
    };

    /// <summary>A number of bytes such as <c>64MiB</c>.</summary>
    public static Option<long?> Size(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SIZE",
        CustomParser = result =>
        {
            if (ByteSize.TryParse(result.Tokens[0].Value, out var bytes) && bytes > 0)
                return bytes;
            result.AddError($"'{result.Tokens[0].Value}' is not a size for {name}: write a number of bytes such as 67108864, 64MiB or 5GiB.");
            return null;
        },
    };

    /// <summary>A whole number in a range.</summary>
    public static Option<int?> Number(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most)
                return number;
            result.AddError($"'{result.Tokens[0].Value}' is not a value for {name}: write a number from {least} to {most}.");
            return null;
        },
    };

    /// <summary>A time span such as <c>15m</c>.</summary>
    public static Option<TimeSpan?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (Duration.TryParse(result.Tokens[0].Value, out var time) && time > TimeSpan.Zero)
                return time;
            result.AddError($"'{result.Tokens[0].Value}' is not a time for {name}: write 30s, 15m or 2h.");
            return null;
        },
    };

    /// <summary>One of the names of an enum, in any case.</summary>
    public static Option<T?> Choice<T>(string name, string description) where T : struct, Enum => new(name)
    {
        Description = description,
        HelpName = string.Join('|', Enum.GetNames<T>()),
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Enum.GetNames<T>().FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known)
                return Enum.Parse<T>(known);
            result.AddError($"'{text}' is not a value for {name}: write {string.Join(" or ", Enum.GetNames<T>())}.");
            return null;
        },
    };

    /// <summary>A place to listen on; port 0 lets the system choose.</summary>
    public static Option<HostAndPort> Listen(string name, string description, string fallback) => new(name)
    {
        Description = description,
        HelpName = "HOST:PORT",
        DefaultValueFactory = _ => HostAndPort.TryParse(fallback, out var place) ? place : default,
        CustomParser = result => ParsePlace(result, name),
    };

    private static HostAndPort ParsePlace(ArgumentResult result, string name)
    {
        var text = result.Tokens[0].Value;
        if (HostAndPort.TryParse(text, out var place) && (place.Host == "localhost" || System.Net.IPAddress.TryParse(place.Host, out _)))
            return place;
        result.AddError($"'{text}' is not a place for {name} to listen on: write ADDRESS:PORT such as 127.0.0.1:9000.");
        return default;
    }
}
