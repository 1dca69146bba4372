using System.CommandLine;
using Gexia.Cli.Parsing;
using Gexia.Embeddings;

namespace Gexia.Cli.Options;

/// <summary>
/// How a verb that only uses a model opens it: <c>--weights</c>, the format in memory, <c>--device</c>, and <c>--allow-non-finite</c>.
/// </summary>
internal sealed class WeightsOption
{
    private static readonly WeightFormat[] formats = Enum.GetValues<WeightFormat>();

    private readonly Option<string> option = new("--weights")
    {
        Description = "How weights are kept in memory: float32, bfloat16 (half of it) or int8 (a quarter); "
            + "the last two make embeddings a little less exact.",
        DefaultValueFactory = _ => WeightFormat.Float32.Word(),
        HelpName = "FORMAT",
    };

    public WeightsOption() => option.OneOf([.. formats.Select(format => format.Word())]);

    private readonly NonFiniteOption nonFinite = new();

    private readonly DeviceOption device = new();

    public void AddTo(Command command)
    {
        command.Add(option);
        device.AddTo(command);
        nonFinite.AddTo(command);
    }

    public WeightFormat Of(ParseResult parse) => Array.Find(formats, format => format.Word() == parse.GetValue(option));

    public bool AllowsNonFinite(ParseResult parse) => nonFinite.Of(parse);

    /// <summary>The device to open it on; null for the processor.</summary>
    public Device? DeviceOf(Session session, ParseResult parse) => device.Open(session, parse);

    public EmbeddingModel Open(Session session, ParseResult parse, string path)
    {
        var on = DeviceOf(session, parse);
        using var wait = session.Wait($"reading {path}");
        return EmbeddingModel.Open(path, Of(parse), AllowsNonFinite(parse), on);
    }
}
