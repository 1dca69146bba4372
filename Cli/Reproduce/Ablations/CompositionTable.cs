using Gexia.Training.Ablations;
using static Gexia.Cli.Reproduce.Ablations.AblationTables;

namespace Gexia.Cli.Reproduce.Ablations;

/// <summary>
/// T3: what is trained on, at #iter 1–1. The paper's last row equals the row 1–1 of T4b, so its models were trained with the mixed policy
/// and asked at 1–1; the second reading trains all granularities at 1–1, too.
/// </summary>
internal static class CompositionTable
{
    private const double Svst = 41.6, WithLong = 42.8, WithSummaries = 43.1;

    public static AblationTable Table { get; } = new(
        "T3", "data composition at #iter 1-1; the paper's models fine-tuned on ActivityNet, ours on unseen synthetic sources",
        [
            Row(
                "SVST", [.. Recalls("activitynet_t2v", Svst, 72.8, 83.7), .. Recalls("activitynet_v2t", 41.2, 72.6, 84.0)],
                AblationTraining.Svst, AblationTraining.Svst),
            Row(
                "+ LVLT", [.. Recalls("activitynet_t2v", WithLong, 72.8, 84.0), .. Recalls("activitynet_v2t", 41.8, 73.0, 84.3)],
                AblationTraining.Long, AblationTraining.LongAtOne),
            Row(
                "+ LVLT + LVST",
                [.. Recalls("activitynet_t2v", WithSummaries, 73.2, 84.5), .. Recalls("activitynet_v2t", 42.6, 73.4, 84.8)],
                AblationTraining.Source, AblationTraining.AtOne),
        ],
        [
            Claim("+ LVLT is ahead of SVST", WithLong - Svst, AblationTraining.Long, AblationTraining.Svst),
            Claim("+ LVLT + LVST is ahead of SVST", WithSummaries - Svst, AblationTraining.Source, AblationTraining.Svst),
            Claim("+ LVLT + LVST is ahead of + LVLT", WithSummaries - WithLong, AblationTraining.Source, AblationTraining.Long),
            Claim("trained at 1-1, too: + LVLT is ahead of SVST", WithLong - Svst, AblationTraining.LongAtOne, AblationTraining.Svst),
            Claim(
                "trained at 1-1, too: + LVLT + LVST is ahead of SVST", WithSummaries - Svst, AblationTraining.AtOne, AblationTraining.Svst),
            Claim(
                "trained at 1-1, too: + LVLT + LVST is ahead of + LVLT", WithSummaries - WithLong, AblationTraining.AtOne,
                AblationTraining.LongAtOne),
        ]);

    private static AblationRow Row(string name, Training.Figure[] paper, AblationTraining mixed, AblationTraining atOne) =>
        new(name, paper, ("long_", Long(mixed, 1, 1)), ("trained_at_1-1_long_", Long(atOne, 1, 1)), ("short_", Short(mixed, 1, 1)));

    private static AblationClaim Claim(string text, double paper, AblationTraining ahead, AblationTraining behind) =>
        new(text, "t2v_r1", paper, Long(ahead, 1, 1), Long(behind, 1, 1));
}
