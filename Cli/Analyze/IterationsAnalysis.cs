using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Training;
using Gexia.Training.Analysis;
using Gexia.Training.Config;
using Gexia.Training.Runs;

namespace Gexia.Cli.Analyze;

/// <summary><c>gexia analyze iterations</c>: retrieval of a trained run over #iter at inference (GEXIA Fig. 3).</summary>
internal sealed class IterationsAnalysis : Analysis
{
    private static readonly Granularity[] granularities = [Granularity.Svst, Granularity.Lvlt, Granularity.Lvst];

    private readonly Argument<string> run = new Argument<string>("run") { Description = "Folder that train wrote." }.Is(PathKind.Folder);

    private readonly PairsOptions pairs = new("the run's own (eval.pairs, else data.pairs)");

    private readonly Option<string?> granularity = new Option<string?>("--granularity")
    {
        Description = $"{string.Join(", ", granularities.Select(one => one.Name))}: clips, or the joined clips of a source with their "
            + "joined captions or a summary. LVLT when left out, if the run was trained with it, else SVST.",
        HelpName = "NAME"
    }.OneOf([.. granularities.Select(one => one.Name)]);

    private readonly Option<int> most =
        new Option<int>("--most") { Description = "The largest #iter.", DefaultValueFactory = _ => 5 }.Between(2, 64);

    private readonly Option<bool> best = new("--best") { Description = "Measure the best weights instead of the last." };

    private readonly WeightsOption weights = new();

    public override string Name => "iterations";

    public override string Description => "Measure retrieval of a trained run with other #iter than it was trained with (Fig. 3).";

    public override IReadOnlyList<string> Examples { get; } =
    [
        "gexia analyze iterations runs/clips --out analysis",
        "gexia analyze iterations runs/clips --pairs clips/test.jsonl --videos clips --granularity SVST --most 8 --json",
    ];

    public override void AddTo(Command command)
    {
        command.Add(run);
        pairs.AddTo(command);
        foreach (var option in (Option[])[granularity, most, best]) command.Add(option);
        weights.AddTo(command);
    }

    public override AnalysisFindings Run(Session session, ParseResult parse, string? folder, CancellationToken cancellation)
    {
        var place = new RunFolder(parse.GetValue(run)!);
        TrainedRun trained;
        using (session.Wait($"reading {place.Root}"))
            trained = TrainedRun.Open(
                place, parse.GetValue(best), weights.Of(parse), weights.AllowsNonFinite(parse), weights.DeviceOf(session, parse));
        if (trained.Model is not GexiaModel)
            throw CommandException.BadInput(
                $"{place.Root}: is a run of {trained.Config.Model.Kind.Name}, which has no #iter. Name one of gexia.");
        using var work = new WorkLine(session.Terminal);
        trained.Progress = work;
        BadVideos bad = new(trained.Config.Data.BadVideos);
        BadPairs badPairs = new(trained.Config.Data.BadVideos);
        using var scope = TensorScope.Begin();
        var (cell, embedded) = trained.Embed(
            pairs.Of(session, parse, place.Root, trained.Config), Asked(parse, trained.Config),
            IterationSweep.Options(parse.GetValue(most)), bad, badPairs, cancellation);
        var sweep = IterationSweep.Of(embedded, trained.Config.Eval.Ties);
        return new IterationsFindings(place.Root, cell, sweep)
        {
            Code = DroppedInputs.Tell(session, folder, bad, badPairs)
        };
    }

    private Granularity Asked(ParseResult parse, RunConfig config)
    {
        if (parse.GetValue(granularity) is { } name) return granularities.First(one => one.Name == name);
        var isLong = config.Training.Granularities.Any(policy => policy.Name == Granularity.Lvlt.Name);
        return isLong ? Granularity.Lvlt : Granularity.Svst;
    }
}
