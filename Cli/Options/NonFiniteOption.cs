using System.CommandLine;

namespace Gexia.Cli.Options;

/// <summary><c>--allow-non-finite</c>: every verb that opens a model refuses weights with NaN or infinity without it.</summary>
internal sealed class NonFiniteOption
{
    private readonly Option<bool> option =
        new("--allow-non-finite") { Description = "Take weights and inputs with NaN or infinity as they are, instead of refusing them." };

    public void AddTo(Command command) => command.Add(option);

    public bool Of(ParseResult parse) => parse.GetValue(option);
}
