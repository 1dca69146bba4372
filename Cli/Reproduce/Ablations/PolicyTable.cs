using Gexia.Training.Ablations;
using static Gexia.Cli.Reproduce.Ablations.AblationTables;

namespace Gexia.Cli.Reproduce.Ablations;

/// <summary>T4a: #iter in training, each model asked at its own. The paper's differences are within what seeds make.</summary>
internal static class PolicyTable
{
    public static AblationTable Table { get; } = new(
        "T4a", "#iter in training, each model asked at its own; the paper's zero-shot on ActivityNet and MSR-VTT",
        [
            new(
                "only 1-1",
                [
                    .. Recalls("activitynet_t2v", 35.2, 63.9, 75.6), .. Recalls("activitynet_v2t", 34.4, 63.6, 76.6),
                    .. Recalls("msr_vtt_t2v", 36.6, 63.5, 72.3), .. Recalls("msr_vtt_v2t", 39.8, 63.5, 72.3),
                ],
                ("long_", Long(AblationTraining.AtOne, 1, 1)), ("short_", Short(AblationTraining.AtOne, 1, 1))),
            new(
                "only 3-3",
                [
                    .. Recalls("activitynet_t2v", 35.0, 64.0, 76.2), .. Recalls("activitynet_v2t", 34.0, 64.1, 76.4),
                    .. Recalls("msr_vtt_t2v", 36.7, 64.8, 72.3), .. Recalls("msr_vtt_v2t", 40.0, 64.3, 73.4),
                ],
                ("long_", Long(AblationTraining.AtThree, 3, 3)), ("short_", Short(AblationTraining.AtThree, 3, 3))),
            new(
                "1-1 & 3-1 & 3-3",
                [
                    .. Recalls("activitynet_t2v", 35.3, 64.3, 76.3), .. Recalls("activitynet_v2t", 35.0, 64.9, 77.6),
                    .. Recalls("msr_vtt_t2v", 37.3, 63.8, 72.5), .. Recalls("msr_vtt_v2t", 39.5, 64.6, 73.0),
                ],
                ("long_", Long(AblationTraining.Source, 3, 3)), ("short_", Short(AblationTraining.Source, 1, 1))),
        ],
        [
            new("long: mixed is ahead of only 1-1", "t2v_r1", 0.1, Long(AblationTraining.Source, 3, 3), Long(AblationTraining.AtOne, 1, 1)),
            new(
                "long: mixed is ahead of only 3-3", "t2v_r1", 0.3, Long(AblationTraining.Source, 3, 3),
                Long(AblationTraining.AtThree, 3, 3)),
            new(
                "short: mixed is ahead of only 1-1", "t2v_r1", 0.7, Short(AblationTraining.Source, 1, 1),
                Short(AblationTraining.AtOne, 1, 1)),
            new(
                "short: mixed is ahead of only 3-3", "t2v_r1", 0.6, Short(AblationTraining.Source, 1, 1),
                Short(AblationTraining.AtThree, 3, 3)),
        ]);
}
