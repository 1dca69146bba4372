using System.Globalization;

namespace Gexia.Cli.Report;

/// <summary>R@1, R@5 and R@10 that the paper states, in percent; NaN where it states none.</summary>
internal readonly record struct PaperRecall(double R1, double R5, double R10)
{
    /// <summary>"45.3 / 76.5 / 86.6", with a dash for what is not stated.</summary>
    public override string ToString() => string.Join(" / ", new[] { R1, R5, R10 }.Select(
        value => double.IsNaN(value) ? "–" : value.ToString("0.0", CultureInfo.InvariantCulture)));
}

/// <summary>
/// What the GEXIA paper (WACV 2025, arXiv 2412.07704) published, to stand beside our own figures. Its models have ViT-B/32
/// towers from CLIP and ten million clips: only orderings and signs can be compared with a small model, not levels.
/// </summary>
internal static class PaperNumbers
{
    /// <summary>Said below every table that quotes the paper.</summary>
    public const string Caution =
        "The paper's figures are ActivityNet, fine-tuned, with CLIP ViT-B/32 towers and 10 M clips; compare the ordering, not the level.";

    /// <summary>Tables T3 and T6: training data. Its first row was measured at #iter 1–1, the others at 3–3.</summary>
    public static IReadOnlyDictionary<string, (PaperRecall TextToVideo, PaperRecall VideoToText)> Composition { get; } =
        new Dictionary<string, (PaperRecall, PaperRecall)>
        {
            ["svst"] = (new(41.6, 72.8, 83.7), new(41.2, 72.6, 84.0)),
            ["random"] = (new(44.8, 75.1, 86.1), new(43.9, 74.7, 85.5)),
            ["source"] = (new(45.3, 76.5, 86.6), new(45.0, 76.4, 87.3)),
        };

    /// <summary>
    /// Table T4b: #iter at inference; long videos are ActivityNet fine-tuned, short ones MSR-VTT zero-shot; text to video.
    /// </summary>
    public static IReadOnlyDictionary<string, (PaperRecall Long, PaperRecall Short)> Iterations { get; } =
        new Dictionary<string, (PaperRecall, PaperRecall)>
        {
            ["1-1"] = (new(43.1, 73.2, 84.5), new(37.3, 63.8, 72.5)),
            ["3-1"] = (new(44.8, 75.5, 86.0), new(36.3, 62.5, 72.1)),
            ["3-3"] = (new(45.3, 76.5, 86.6), new(36.3, 62.8, 71.7)),
        };

    /// <summary>Table T1: GEXIA and the best of CLIP4Clip's four heads.</summary>
    public static (PaperRecall TextToVideo, PaperRecall VideoToText) Gexia { get; } = (new(45.3, 76.5, 86.6), new(45.0, 76.4, 87.3));

    /// <summary>Table T1, CLIP4Clip; R@10 text to video is not stated.</summary>
    public static (PaperRecall TextToVideo, PaperRecall VideoToText) Clip4Clip { get; } =
        (new(40.5, 72.4, double.NaN), new(42.5, 74.1, 85.8));
}
