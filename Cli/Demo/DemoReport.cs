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

namespace Gexia.Cli.Demo;

/// <summary>Puts the demo's report together.</summary>
internal sealed class DemoReport(MiniatureExperiment experiment, MiniatureOptions options, DemoOutcome outcome, string folder)
{
    private const int Matches = 3;

    private MiniatureData Data => experiment.Data;

    public ReportModel Make(CancellationToken cancellation)
    {
        var verdicts = outcome.Verdicts();
        return new ReportModel(
            "GEXIA in miniature",
            $"Four trainings on synthetic videos, one seed. {verdicts[0]}",
            Facts(), Notices(),
            [
                new TextSection("What came out", "R@1 of 200 queries has a standard error of about 3 points, a difference of two about 4; one seed decides nothing.", verdicts),
                .. LossSections(), .. DemoTables.Of(outcome), Found(cancellation), Map(cancellation),
            ],
            $"[\n{string.Join(",\n", experiment.Trainings.Select(training => training.Describe()))}\n]");
    }

    private List<ReportFact> Facts()
    {
        string Number(double value, string format = "N0") => value.ToString(format, CultureInfo.InvariantCulture);
        return
        [
            new("updates a training", Number(options.Steps)),
            new("seconds in all", Number(outcome.Result.Seconds, "0")),
            new("peak memory", $"{Number(outcome.Result.PeakMemoryBytes / 1e6)} MB"),
            new("after 50 steps", $"{Number(outcome.SettledMemoryBytes / 1e6)} MB"),
            new("parameters", Number(experiment["source"].Model.Parameters.Length)),
            new("training sources", Number(options.TrainSources)),
            new("seed", options.Seed.ToString(CultureInfo.InvariantCulture)),
            new("vectors", Simd.Level.ToString()),
        ];
    }

    private List<string> Notices()
    {
        var train = Data.TrainSets(Composition.Source);
        return [.. new[]
        {
            CaptionOverlap.Notice(train[0].Pairs.Select(pair => pair.Text), Data.TestShort.Pairs.Select(pair => pair.Text), "captions"),
            CaptionOverlap.Notice(train.Skip(1).SelectMany(set => set.Pairs).Select(pair => pair.Text), Data.TestLong.Pairs.Select(pair => pair.Text), "long texts"),
        }.OfType<string>()];
    }

    private IEnumerable<ReportSection> LossSections()
    {
        var logs = experiment.Trainings.ToDictionary(training => training.Name, training => LossCurves.Read(new RunFolder(Path.Combine(folder, training.Name)).Log));
        yield return new LineChart("Loss of each training", "Means of neighbouring steps. Trainings with long pairs take the granularities in turns; batches of long pairs are easier to tell apart.",
            "step", "contrastive loss", [.. logs.Select(log => LossCurves.Joined(DemoOutcome.NameOf(log.Key), log.Value))]);
        yield return new LineChart("Loss by granularity", "The training by source.", "step", "contrastive loss", logs["source"]);
    }

    private MatchList Found(CancellationToken cancellation)
    {
        using var scope = TensorScope.Begin();
        var (videos, texts) = new VideoTextEvaluation(experiment["source"].Model, Data.Reader).Embed(Data.TestLong, new Iterations(3, 3), cancellation);
        var (best, worst) = new MatchFinder(Data.TestLong, Data.Reader).Find(videos, texts, Matches);
        return new MatchList("Matches", "Long videos, text to video at 3-3, trained by source. The best are those whose right video lies farthest above the next one.", best, worst);
    }

    private AlignmentMaps Map(CancellationToken cancellation)
    {
        using var scope = TensorScope.Begin();
        var model = (GexiaModel)experiment["source"].Model;
        var set = Data.TestShort;
        var (videos, texts) = new VideoTextEvaluation(model, Data.Reader).Embed(set, new Iterations(1, 1), cancellation);
        var best = new MatchFinder(set, Data.Reader).Find(videos, texts, 1).Best;
        var index = best.Count == 0 ? 0 : best[0].Query;
        return AlignmentMaps.Measure(model, set, index, Data.Reader, new Iterations(1, 1), map => Contrast(set.Pairs[index], map), cancellation);
    }

    private string Contrast(Data.Granularities.Pair pair, AlignmentMap map)
    {
        var source = Data.Test.First(candidate => candidate.Id == pair.Source);
        var clip = source.Clips.First(candidate => candidate.Start == pair.Start);
        var renderer = new Data.Synthetic.SceneRenderer();
        var contrasts = Enumerable.Range(0, map.Frames).Select(frame =>
        {
            var (top, left, bottom, right) = renderer.ObjectBox(clip.Scene, clip.Pose, frame, map.Frames);
            return map.Contrast(frame, (row, column) => row >= top && row < bottom && column >= left && column < right);
        }).Where(double.IsFinite).ToList();
        return contrasts.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"Mean fall on the object minus beside it: {contrasts.Average():+0.0000;−0.0000} (above zero, the map finds the object).");
    }
}
