using Gexia.Cli.Report;
using Gexia.Data.Synthetic;

namespace Gexia.Tests.Report;

/// <summary>A report with every kind of section, and with texts that try to break out of it.</summary>
internal static class SampleReport
{
    public const string Hostile = "<script>alert(1)</script> \"quoted\" & 'single' \u001b[31m \u202Egnp";

    public static ReportModel Make()
    {
        var sources = new SyntheticSources(seed: 4).Create("test", 4);
        var rng = new Rng(9);
        var losses = Enumerable.Range(0, 600)
            .Select(step => ((double)step, 0.6 + (3 * Math.Exp(-step / 150.0)) + (0.15 * rng.NextNormal()))).ToList();
        ReportClip Clip(int i) => new(sources[i].Id, sources[i].LongText, sources[i].Video.Frames);
        ReportMatch Match(int rank, int wanted, int first) => new(wanted, rank, 200, Clip(wanted), 0.71, Clip(first), 0.83);
        var drop = new double[3, 3];
        for (var i = 0; i < 9; i++) drop[i / 3, i % 3] = 0.1 * rng.NextNormal();

        return new ReportModel(
            "GEXIA demo " + Hostile,
            "Integration by source beats single clips on long videos.",
            [Match(1, 0, 0), Match(4, 1, 2), Match(31, 3, 0) with { Wanted = Clip(3) with { Text = Hostile } }],
            [.. Glossary.Of(200), new(Hostile, Hostile)],
            [new("steps", "600"), new("seconds", "312.4"), new("peak memory", "412 MB"), new("parameters", "431,169"), new("seed", "1")],
            ["Train and test captions are the same texts: " + Hostile],
            [
                new LineChart(
                    "Loss",
                    "Mean of neighbouring steps.",
                    "step",
                    "loss",
                    [
                        new("SVST only", losses),
                        new("by source", [.. losses.Select(p => (p.Item1, p.Item2 * 0.8))]),
                        new("mean pooling", [(0, double.NaN), (300, 1), (600, 0.5)])
                    ]),
                new ReportTable("Data composition", "Gallery 200, pessimistic ties.", "training data",
                    [
                        new("R@1", "text to video"), new("R@5", "text to video"), new("R@1", "video to text"), new("R@5", "video to text"),
                        new("R@1", "paper T6")
                    ],
                    [
                        new("SVST only", [new("17.5"), new("49.0"), new("12.0"), new("41.5"), new("41.6")]),
                        new("random concatenation", [new("67.0"), new("93.5"), new("68.5"), new("94.0"), new("44.8")]),
                        new(
                            "by source",
                            [
                                new("74.0", Best: true), new("97.0", Best: true), new("78.0", Best: true), new("98.0", Best: true),
                                new("45.3", Remark: "±0")
                            ],
                            EndsGroup: true),
                        new(Hostile, [new("1"), new("2"), new("3"), new("4"), new("5")]),
                    ]),
                new BarChart("Iterations at inference", "The model by source.", "R@1, %", ["1–1", "3–1", "3–3", "5–5"],
                    [("long, text to video", [63, 75.5, 74, 70]), ("short, text to video", [45.5, 37.5, double.NaN, 36])]),
                new MatchList("Matches", "Long videos, text to video, 3–3.",
                    [Match(1, 0, 0)], [Match(48, 1, 2), Match(31, 3, 0) with { Wanted = Clip(3) with { Name = Hostile, Text = Hostile } }]),
                new AlignmentMaps("Alignment map", "Red: covering the place costs similarity.", Hostile,
                    [.. sources[0].FramesOf(sources[0].Clips[0]).Select(frame => new AlignmentFrame(frame, drop))]),
            ],
            "{\n  \"note\": \"</pre><script>alert(2)</script>\"\n}");
    }
}
