using System.CommandLine;

namespace Gexia.Cli.Commands;

/// <summary><c>--weights</c>: how a verb that only uses a model keeps its weights in memory.</summary>
internal sealed class WeightsOption
{
    private static readonly WeightFormat[] formats = Enum.GetValues<WeightFormat>();

    private readonly Option<string> option = new("--weights")
    {
        Description = "How weights are kept in memory: float32, bfloat16 (half of it) or int8 (a quarter); the last two make embeddings a little less exact.",
        DefaultValueFactory = _ => WeightFormat.Float32.Word(),
        HelpName = "FORMAT",
    };

    public WeightsOption() => option.AcceptOnlyFromAmong([.. formats.Select(format => format.Word())]);

    public void AddTo(Command command) => command.Add(option);

    public WeightFormat Of(ParseResult parse) => Array.Find(formats, format => format.Word() == parse.GetValue(option));
}
