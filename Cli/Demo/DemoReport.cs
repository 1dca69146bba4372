using System.Globalization;
using Gexia.Cli.Report;
using Gexia.Cpu;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training;
using Gexia.Training.Analysis;
using Gexia.Training.Evaluation;
using Gexia.Training.Miniature;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Demo;

/// <summary>Puts the demo's report together.</summary>
internal sealed class DemoReport(
    MiniatureExperiment experiment, MiniatureOptions options, OrderExperiment order, DemoOutcome outcome, string folder)
{
    private const int Matches = 3;

    private const int MappedClips = 40;

    private MiniatureData Data => experiment.Data;

    public ReportModel Make(CancellationToken cancellation)
    {
        using var scope = TensorScope.Begin();
        var verdicts = outcome.Verdicts();
        var embedded = new VideoTextEvaluation(experiment["source"].Model, Data.Reader).Embed(
            Data.TestLong, new Iterations(3, 3), cancellation);
        var finder = new MatchFinder(Data.TestLong, Data.Reader);
        return new ReportModel(
            "GEXIA in miniature", Lead(), finder.First(embedded, Matches), [.. Glossary.Of(Data.TestLong.Pairs.Count), .. Words], Facts(),
            Notices(),
            [
                new TextSection(
                    "What came out",
                    $"{experiment.Trainings.Count} trainings on synthetic videos, {Seeds}; {verdicts.Count} comparisons of R@1 text to "
                    + $"video. {Rule}",
                    [.. verdicts.Select(verdict => verdict.ToString())]),
                .. OrderReport.Of(outcome, order), .. LossSections(), .. DemoTables.Of(outcome), Found(finder, embedded), Map(cancellation),
            ],
            $"[\n{string.Join(",\n", experiment.Trainings.Select(training => training.Describe()))}\n]");
    }

    private static IReadOnlyList<ReportWord> Words { get; } =
    [
        new("by source, at random", "how long videos were made for a training: of the clips of one video, or of clips from anywhere"),
        new("mean pooling", "the plain way to embed a video: the mean of its frames' embeddings, whatever their order"),
        new("twin", "the same clips in opposite order"),
    ];

    private string Lead()
    {
        double R1(string training) => outcome[training, "long 3-3"].TextToVideo.R1;
        var count = Data.TestLong.Pairs.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"Small models learned from {options.TrainSources:N0} made-up videos of moving shapes and what they show; "
            + $"then each was asked to find, among {count} videos that it had never seen, the one that a text describes. "
            + $"The model trained on clips and whole videos put the right one first for {R1("source"):0.#}\u00A0% of the texts, "
            + $"a model trained on clips only for {R1("svst"):0.#}\u00A0%; guessing gives {100.0 / count:0.##}\u00A0%.");
    }

    private string Seeds => outcome.Seeds.Count == 1 ? "one seed" : $"{outcome.Seeds.Count} seeds";

    private string Rule => outcome.Seeds.Count == 1
        ? $"A difference counts when it lies beyond two standard errors of the paired differences over the queries, "
        + $"at least {PairedDifference.LeastDiffering} of which must differ. "
            + "That is about these queries: another seed may come out otherwise (--seeds). "
            + "Bold figures in the tables are the best of their column, clear or not."
        : "A difference counts when its mean over the seeds is larger than the distance between the largest and the smallest. "
            + "Tables, pictures and losses are those of the first seed; bold figures are the best of their column, clear or not.";

    private List<ReportFact> Facts()
    {
        string Number(double value, string format = "N0") => value.ToString(format, CultureInfo.InvariantCulture);
        return
        [
            new("updates a training", Number(options.Steps)),
            new("seconds in all", Number(outcome.Seconds, "0")),
            new("peak memory", $"{Number(outcome.PeakMemoryBytes / 1e6)} MB"),
            new("after 50 steps", $"{Number(outcome.SettledMemoryBytes / 1e6)} MB"),
            new("parameters", Number(experiment["source"].Model.Parameters.Length)),
            new("training sources", Number(options.TrainSources)),
            new("seed", string.Join(", ", Enumerable.Range(0, outcome.Seeds.Count).Select(number => options.OfSeed(number).Seed))),
            new("vectors", Simd.Level.ToString()),
        ];
    }

    private List<string> Notices()
    {
        var train = Data.TrainSets(Composition.Source);
        return [.. new[]
        {
            CaptionOverlap.Notice(train[0].Pairs.Select(pair => pair.Text), Data.TestShort.Pairs.Select(pair => pair.Text), "captions"),
            CaptionOverlap.Notice(
                train.Skip(1).SelectMany(set => set.Pairs).Select(pair => pair.Text), Data.TestLong.Pairs.Select(pair => pair.Text),
                "long texts"),
        }.OfType<string>()];
    }

    private IEnumerable<ReportSection> LossSections()
    {
        var logs = experiment.Trainings.ToDictionary(
            training => training.Name, training => LossCurves.Read(new RunFolder(Path.Combine(folder, training.Name)).Log));
        yield return new LineChart(
            "Loss of each training",
            "Means of neighbouring steps. Trainings with long pairs take the granularities in turns; "
            + "batches of long pairs are easier to tell apart.",
            "step", "contrastive loss", [.. logs.Select(log => LossCurves.Joined(DemoOutcome.NameOf(log.Key), log.Value))]);
        yield return new LineChart("Loss by granularity", "The training by source.", "step", "contrastive loss", logs["source"]);
    }

    private static MatchList Found(MatchFinder finder, EmbeddedPairs embedded)
    {
        var (best, worst) = finder.Find(embedded, Matches);
        return new MatchList(
            "Matches",
            "Long videos, text to video at 3-3, trained by source. The best are those whose right video lies farthest above the next one.",
            best,
            worst);
    }

    private AlignmentMaps Map(CancellationToken cancellation)
    {
        using var scope = TensorScope.Begin();
        var model = experiment["source"].Model;
        var set = Data.TestShort;
        var embedded = new VideoTextEvaluation(model, Data.Reader).Embed(set, new Iterations(1, 1), cancellation);
        var best = new MatchFinder(set, Data.Reader).Find(embedded, 1).Best;
        var index = best.Count == 0 ? 0 : best[0].Query;
        return AlignmentMaps.Measure(
            model, set, index, Data.Reader, new Iterations(1, 1),
            map => $"{ObjectContrast.Sentence(OnObject(set.Pairs[index], map).Frames)} "
                + Share(model.With(new Iterations(1, 1)), cancellation),
            cancellation);
    }

    // Of unseen clips, each with its caption: in how many the map finds the object.
    private string Share(IVideoTextModel model, CancellationToken cancellation)
    {
        var set = Data.TestShort;
        List<double> contrasts = [];
        for (var i = 0; i < Math.Min(MappedClips, set.Pairs.Count); i++)
        {
            using var scope = TensorScope.Begin();
            var batch = Data.Reader.ReadInOrder(set, i, 1, cancellation);
            var text = TextIds.Of(batch.TokenIds, batch.TextLength, model.ContextLength, model.EndOfText, model.LogitScale.Device);
            var map = AlignmentMap.Of(model, BatchFrames.Of(batch, model.LogitScale.Device), text, cancellation);
            contrasts.Add(OnObject(set.Pairs[i], map).Clip);
        }
        return ObjectContrast.Share(contrasts);
    }

    // Mean fall on the object minus beside it: of each frame, and of all frames that show the object.
    private (IEnumerable<double> Frames, double Clip) OnObject(Data.Granularities.Pair pair, AlignmentMap map)
    {
        var source = Data.Test.First(candidate => candidate.Id == pair.Source);
        var clip = source.Clips.First(candidate => candidate.Start == pair.Start);
        var renderer = new Data.Synthetic.SceneRenderer();
        var boxes = Enumerable.Range(0, map.Frames).Select(f => renderer.ObjectBox(clip.Scene, clip.Pose, f, map.Frames)).ToList();
        bool Inside(int frame, double row, double column) => boxes[frame] is var (top, left, bottom, right)
            && row >= top && row < bottom && column >= left && column < right;
        int[] shown = [.. Enumerable.Range(0, map.Frames).Where(f => boxes[f].Bottom > boxes[f].Top)];
        return (
            [.. Enumerable.Range(0, map.Frames).Select(f => map.Contrast(f, (row, column) => Inside(f, row, column)))],
            map.Contrast(shown, Inside));
    }
}
