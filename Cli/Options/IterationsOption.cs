using System.CommandLine;
using Gexia.Models;

namespace Gexia.Cli.Options;

/// <summary><c>--iter</c>: #iter of video and text, such as 3-3.</summary>
/// <param name="otherwise">What is taken where it is left out, in words.</param>
internal sealed class IterationsOption(string otherwise)
{
    private readonly Option<string?> option = Create(otherwise);

    public void AddTo(Command command) => command.Add(option);

    /// <summary>What is named on the command line; null where nothing is.</summary>
    public Iterations? Named(ParseResult parse) => parse.GetValue(option) is { } text ? Iterations.Parse(text) : null;

    private static Option<string?> Create(string otherwise)
    {
        var option = new Option<string?>("--iter")
        {
            Description = $"#iter of video and text, such as 3-3; {otherwise} when left out.", HelpName = "V-T"
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [{ Value: var given }]) return;
            try
            {
                Iterations.Parse(given);
            }
            catch (FormatException error)
            {
                result.AddError($"--iter: {error.Message}");
            }
        });
        return option;
    }
}
