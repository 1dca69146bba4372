using Gexia.Training.Ablations;
using static Gexia.Cli.Reproduce.Ablations.AblationTables;

namespace Gexia.Cli.Reproduce.Ablations;

/// <summary>Fig. 3: long retrieval over #iter 1 to 5, the same on both sides; the paper draws the values and prints none.</summary>
internal static class SweepFigure
{
    private static readonly AblationTraining mixed = AblationTraining.Source;

    public static AblationTable Table { get; } = new(
        "Fig3", "#iter 1 to 5 at inference on long data; the paper's zero-shot on ActivityNet, values only drawn",
        [
            .. Enumerable.Range(1, 5).Select(count => new AblationRow(
                $"{count}-{count}", [new("activitynet_t2v_r1", double.NaN)], ("long_", Long(mixed, count, count)))),
        ],
        [
            new("3 is ahead of 1", "t2v_r1", double.NaN, Long(mixed, 3, 3), Long(mixed, 1, 1)),
            new("3 is ahead of 5", "t2v_r1", double.NaN, Long(mixed, 3, 3), Long(mixed, 5, 5)),
            new("3 is the best of all", "t2v_r1", double.NaN, Long(mixed, 3, 3),
                [.. ((int[])[1, 2, 4, 5]).Select(count => Long(mixed, count, count))]),
        ]);
}
