using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BulkCopy.Cli.Output;

/// <summary>Standard output for results, standard error for everything else.</summary>
internal sealed class Terminal
{
    private const int WidthOfFiles = 400;

    public Terminal(TextWriter output, TextWriter error, bool outputIsTerminal, bool errorIsTerminal)
    {
        Output = output;
        Error = error;
        IsLive = errorIsTerminal;
        Results = Create(output, outputIsTerminal);
        Screen = Create(error, errorIsTerminal);
    }

    /// <summary>Standard output, for results alone.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether standard error is a terminal that can be redrawn.</summary>
    public bool IsLive { get; }

    /// <summary>Standard output, for tables.</summary>
    public IAnsiConsole Results { get; }

    /// <summary>Standard error, for progress.</summary>
    public IAnsiConsole Screen { get; }

    /// <summary>Characters in a line of standard output.</summary>
    public int Width => Results.Profile.Width;

    /// <summary>Prints a table to standard output.</summary>
    public void Print(IRenderable table) => Results.Write(table);

    /// <summary>Standard output for many lines: written in large pieces, the last of them when it is disposed.</summary>
    public static TextWriter OpenBufferedOutput() => new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024);

    public static Terminal OfProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var isDumb = Environment.GetEnvironmentVariable("TERM") is null or "dumb";
        return new Terminal(
            TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput(), utf8, 16 * 1024) { AutoFlush = true }),
            TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true }),
            !Console.IsOutputRedirected && !isDumb,
            !Console.IsErrorRedirected && !isDumb);
    }

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Capabilities.Unicode = true;
        if (!isTerminal)
            console.Profile.Width = WidthOfFiles;
        return console;
    }
}
