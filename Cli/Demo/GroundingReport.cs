using System.Globalization;
using Gexia.Cli.Report;
using Gexia.Cpu;
using Gexia.Data.Synthetic;
using Gexia.Training.GroundingWorlds;

namespace Gexia.Cli.Demo;

/// <summary>Puts the report of S-ViLM's miniature together.</summary>
internal sealed class GroundingReport(
    GroundingOutcome outcome, GroundingOptions options, GroundingExperiment experiment, string folder)
{
    private const int Shown = 3;        // videos, and phrases

    // Without and with the part that the pictures are about.
    private static readonly string[] pictured = ["contrastive", "blended", "both"];

    private GroundingSeed First => outcome.First;

    public ReportModel Make()
    {
        var verdicts = outcome.Verdicts();
        return new ReportModel("S-ViLM in miniature", Lead(), [], Words, Facts(), [],
            [
                new TextSection("What came out", Setting, [.. verdicts.Select(verdict => verdict.ToString())]),
                Table(), Bars(), Blocks(), Phrases(), Losses(),
            ],
            $"[\n{string.Join(",\n", GroundingRow.All.Select(Config))}\n]")
        {
            Paper = ReportPaper.Svilm,
        };
    }

    private string Config(GroundingRow row) => GroundingConfig.Of(options, experiment.FolderOf(folder, 0), row).Placed;

    private string Lead() => string.Create(CultureInfo.InvariantCulture,
        $"A small model learned from {options.TrainSources:N0} made-up videos of two moving shapes and what they show, five times, with "
        + $"and without the parts of S-ViLM. Told to look for a shape that a phrase names, the full model points into its box in "
        + $"{First.Rows["both"].Pointing:0}\u00A0% of the frames, the one without grounding in "
        + $"{First.Rows["grouping"].Pointing:0}\u00A0%.");

    private string Setting => string.Create(CultureInfo.InvariantCulture,
        $"Five trainings of {options.Steps} steps, {Seeds}; all figures on {First.Unseen.Count} unseen videos. "
        + $"Clip accuracy: into each video a stretch of another is pasted, and its clips are split into two groups by their features "
        + $"alone; how many are in the group of their video (a mean over both videos). "
        + $"Nearer to own centre: the same by the paper's centres, each clip measured against centres without itself. "
        + $"Block contrast: mean cosine of two clips of one video, minus that of clips of two. "
        + $"Pointing: the strongest cell of the group token that a noun phrase picks lies in the object's box. "
        + $"IoU: of the box and the map above half of its maximum. {Rule}");

    private string Seeds => outcome.Result.Seeds.Count == 1 ? "one seed" : $"{outcome.Result.Seeds.Count} seeds";

    private string Rule => outcome.Result.Seeds.Count == 1
        ? "A difference counts when it lies beyond two standard errors of the paired differences; another seed may come out otherwise "
        + "(--seeds, or gexia reproduce --model svilm)."
        : "A difference counts when its mean over the seeds is larger than the distance between the largest and the smallest.";

    private static IReadOnlyList<ReportWord> Words { get; } =
    [
        new("L_c", "the contrast of whole videos and captions"),
        new("L_g", "spatial grounding: the noun phrases of a caption against group tokens, the regions of a video"),
        new("L_t", "temporal grouping: the clips of the foreground against those of the background"),
        new("R@1, R@5", "of 100 captions, how many find their video in the first place, or among the first five"),
        new("group token", "one of six learned vectors, each of which gathers the patches that choose it"),
    ];

    private List<ReportFact> Facts()
    {
        string Number(double value, string format = "N0") => value.ToString(format, CultureInfo.InvariantCulture);
        return
        [
            new("updates a training", Number(options.Steps)),
            new("seconds in all", Number(outcome.Result.Seconds, "0")),
            new("training sources", Number(options.TrainSources)),
            new("unseen videos", Number(First.Unseen.Count)),
            new("seed", string.Join(", ", outcome.Result.Seeds.Select(seed => seed.Seed))),
            new("vectors", Simd.Level.ToString()),
        ];
    }

    private ReportTable Table() => new(
        "The five rows", "The first seed. The paper's row of L_c alone has blended videos too, so it is the second one here.", "losses",
        [.. GroundingOutcome.Measures.Select(measure => new ReportColumn(measure.Name))],
        [
            .. GroundingRow.All.Select(row => new ReportRow(row.Words, [.. GroundingOutcome.Measures.Select(measure =>
            {
                var value = measure.Of(First.Rows[row.Name]);
                return new ReportCell(
                    value.ToString(measure.Format, CultureInfo.InvariantCulture), value == First.Rows.Values.Max(measure.Of));
            })])),
        ]);

    private BarChart Bars() => new(
        "The three measures", "The same figures; block contrast in hundredths.", "%",
        ["clip accuracy", "block contrast", "pointing"],
        [
            .. GroundingRow.All.Select(row => (row.Words, (IReadOnlyList<double>)
                [
                    First.Rows[row.Name].ClipAccuracy, Math.Max(0, 100 * First.Rows[row.Name].BlockContrast), First.Rows[row.Name].Pointing,
                ])),
        ]);

    private SimilarityBlocks Blocks() => new(
        "Similarity of clips (Figs. 2 and 5)",
        "The first unseen videos with a stretch of another one pasted in. Below each matrix the clips of the pasted-in stretch and the two "
        + "groups that were found by the features alone.",
        [
            .. First.Rows["both"].Clips.Take(Shown).Select((video, i) => new SimilarityVideo(
                $"{video.Source} in {video.Background}", video.Mask,
                [
                    .. pictured.Select(name =>
                    {
                        var clips = First.Rows[name].Clips[i];
                        return new SimilarityBlock(
                            GroundingRow.Named(name).Words, clips.Similarity.Cosines, Named(clips.Split, video.Mask), string.Create(
                                CultureInfo.InvariantCulture, $"clip accuracy {clips.Accuracy:0}, block contrast {clips.Contrast:0.00}"));
                    }),
                ])),
        ]);

    private PhrasePictures Phrases() => new(
        "Where a noun phrase points (Figs. 2 and 4)",
        "The first unseen videos: bright where patches belong to the group token that the phrase picks, by the soft assignment of the last "
        + "grouping block. Hidden frames of a blinking object do not count.",
        [
            .. First.Rows["both"].Phrases.Take(2 * Shown).Select((phrase, i) => new PhrasePicture(
                $"“{phrase.Map.Phrase}” in {phrase.Source}: {Source(phrase).Caption}", Source(phrase).Video.Frames,
                [
                    .. pictured.Skip(1).Select(name =>
                    {
                        var pointed = First.Rows[name].Phrases[i];
                        return new PhraseLayers(
                            GroundingRow.Named(name).Words, [.. Enumerable.Range(0, pointed.Map.Clips).Select(pointed.Map.Layer)],
                            string.Create(CultureInfo.InvariantCulture, $"pointing {pointed.Pointing:0}, IoU {pointed.Overlap:0}"));
                    }),
                ])),
        ]);

    private TwoObjectSource Source(PointedPhrase phrase) => First.Unseen.First(source => source.Id == phrase.Source);

    private LineChart Losses() => new(
        "Loss of each training", "Means of neighbouring steps. A row with more losses has a larger sum.", "step", "loss",
        [
            .. GroundingRow.All.Select(
                row => LossCurves.Joined(row.Words, LossCurves.Read(experiment.FolderOf(folder, 0).Run(row.Name).Log))),
        ]);

    // The groups under the name that agrees better with the mask.
    private static IReadOnlyList<bool> Named(IReadOnlyList<bool> split, IReadOnlyList<bool> mask) =>
        split.Zip(mask).Count(pair => pair.First == pair.Second) * 2 >= mask.Count ? split : [.. split.Select(kind => !kind)];
}
