using System.Text.Json;
using Gexia.Cli;

namespace Gexia.Tests.Cli;

/// <summary>Runs the command line in this process, with captured streams.</summary>
internal sealed record CliResult(int Code, string Out, string Error)
{
    /// <summary>Standard output as one JSON value; fails where it is none.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public IEnumerable<JsonElement> JsonLines =>
        Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

    /// <summary>Asserts the exit code, silence on standard output and exactly one line on standard error.</summary>
    public string OneErrorLine(int code)
    {
        Assert.Equal((code, ""), (Code, Out));
        return Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public static CliResult Run(params string[] arguments) => RunWith("", default, arguments);

    public static CliResult RunWith(string input, params string[] arguments) => RunWith(input, default, arguments);

    public static CliResult RunWith(string input, CancellationToken cancellation, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var terminal = new Terminal(new StringReader(input), output, error);
        var code = CommandLine.RunAsync(arguments, terminal, cancellation).GetAwaiter().GetResult();
        return new CliResult(code, output.ToString(), error.ToString());
    }
}
