using Gexia.Training.Ablations;
using static Gexia.Cli.Reproduce.Ablations.AblationTables;

namespace Gexia.Cli.Reproduce.Ablations;

/// <summary>
/// T6: how long pairs are made. As published, its first row is asked at 1–1 (it is that of T3) and the others at 3–3 (the last one is that
/// of T4b), which mixes the data's effect with that of #iter; so each row is asked at both, too.
/// </summary>
internal static class IntegrationTable
{
    private const double Svst = 41.6, Random = 44.8, Source = 45.3, SourceAtOne = 43.1;

    public static AblationTable Table { get; } = new(
        "T6", "how long pairs are made; the paper's fine-tuned on ActivityNet, its first row at 1-1 and the others at 3-3",
        [
            Row(
                "SVST only", [.. Recalls("activitynet_t2v", Svst, 72.8, 83.7), .. Recalls("activitynet_v2t", 41.2, 72.6, 84.0)],
                AblationTraining.Svst, published: 1),
            Row(
                "random concatenation",
                [.. Recalls("activitynet_t2v", Random, 75.1, 86.1), .. Recalls("activitynet_v2t", 43.9, 74.7, 85.5)],
                AblationTraining.Random, published: 3),
            Row(
                "source ids", [.. Recalls("activitynet_t2v", Source, 76.5, 86.6), .. Recalls("activitynet_v2t", 45.0, 76.4, 87.3)],
                AblationTraining.Source, published: 3),
        ],
        [
            new("as published: random is ahead of SVST only", "t2v_r1", Random - Svst, Random3, Long(AblationTraining.Svst, 1, 1)),
            new("as published: source ids are ahead of SVST only", "t2v_r1", Source - Svst, Source3, Long(AblationTraining.Svst, 1, 1)),
            new("as published: source ids are ahead of random", "t2v_r1", Source - Random, Source3, Random3),
            new("all at 3-3: random is ahead of SVST only", "t2v_r1", double.NaN, Random3, Long(AblationTraining.Svst, 3, 3)),
            new("all at 3-3: source ids are ahead of SVST only", "t2v_r1", double.NaN, Source3, Long(AblationTraining.Svst, 3, 3)),
            new(
                "all at 1-1: random is ahead of SVST only", "t2v_r1", double.NaN, Long(AblationTraining.Random, 1, 1),
                Long(AblationTraining.Svst, 1, 1)),
            new(
                "all at 1-1: source ids are ahead of SVST only", "t2v_r1", SourceAtOne - Svst, Long(AblationTraining.Source, 1, 1),
                Long(AblationTraining.Svst, 1, 1)),
            new(
                "all at 1-1: source ids are ahead of random", "t2v_r1", double.NaN, Long(AblationTraining.Source, 1, 1),
                Long(AblationTraining.Random, 1, 1)),
        ]);

    private static AblationCell Random3 => Long(AblationTraining.Random, 3, 3);

    private static AblationCell Source3 => Long(AblationTraining.Source, 3, 3);

    private static AblationRow Row(string name, Training.Figure[] paper, AblationTraining training, int published) => new(
        name, paper, ("long_", Long(training, published, published)), ("long_1-1_", Long(training, 1, 1)),
        ("long_3-3_", Long(training, 3, 3)), ("short_1-1_", Short(training, 1, 1)));
}
