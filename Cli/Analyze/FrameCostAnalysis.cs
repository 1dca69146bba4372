using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Models;
using Gexia.Training.Analysis;

namespace Gexia.Cli.Analyze;

/// <summary><c>gexia analyze macs</c>: multiply-adds per frame, itemised, beside those of other models (GEXIA App. D, Table 9).</summary>
internal sealed class FrameCostAnalysis : Analysis
{
    private static readonly Iterations trained = new(3, 3);

    private readonly SizesOption sizes = new();

    private readonly IterationsOption iterations = new(trained.ToString());

    private readonly Option<int> frames = new Option<int>("--frames")
    {
        Description = "Frames of a video.", DefaultValueFactory = _ => 32
    }.Between(1, 4096);

    public override string Name => "macs";

    public override string Description => "Count the multiply-adds of a frame, itemised, beside the paper's Table 9.";

    public override IReadOnlyList<string> Examples { get; } =
        ["gexia analyze macs", "gexia analyze macs --config configs/paper.json --frames 16 --iter 1-1 --json"];

    public override void AddTo(Command command)
    {
        sizes.AddTo(command);
        command.Add(frames);
        iterations.AddTo(command);
    }

    public override AnalysisFindings Run(Session session, ParseResult parse, string? folder, CancellationToken cancellation)
    {
        var (name, config) = sizes.Of(session, parse);
        if (config is not (GexiaConfig or MeanPoolingConfig))
            throw CommandException.BadInput($"macs: {name} is no GEXIA and no mean pooling, whose multiply-adds are itemised here.");
        var (count, asked) = (parse.GetValue(frames), iterations.Named(parse) ?? trained);
        if (config is GexiaConfig { Dense: { TemporalEmbedding: true, MaxFrames: var most } } && count > most)
            throw CommandException.Usage($"macs: --frames is {count}, but the temporal embedding of {name} has {most} rows.");
        return new FrameCostFindings(
            name, asked, config is GexiaConfig, FrameCost.Of(config, count, asked),
            PlannedForward.OfVideos(config, asked, 1, count).MultiplyAdds / (double)count,
            PlannedForward.OfTexts(config, asked, 1).MultiplyAdds);
    }
}
