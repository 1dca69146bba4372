namespace Gexia.Cli.Demo;

/// <summary>A row of the paper's table of objectives; NaN for what is not known.</summary>
/// <param name="RetrievalR1">MSR-VTT zero-shot, R@1 text to video, percent.</param>
/// <param name="QuestionAnswering">MSVD-QA, top-1, percent.</param>
/// <param name="Action">UCF101 by a linear probe, top-1, percent.</param>
/// <param name="Localization">Temporal action localisation, average mAP, percent.</param>
internal sealed record ObjectiveFigures(double RetrievalR1, double QuestionAnswering, double Action, double Localization);

/// <summary>
/// What the S-ViLM paper (ICLR 2024, arXiv 2303.16341) published of its objectives, Table 6, pre-trained on VideoCC; as reviews quote it.
/// </summary>
internal static class SvilmPaper
{
    /// <summary>L_c.</summary>
    public static ObjectiveFigures Contrastive { get; } = new(22.7, 43.6, 90.5, 33.7);

    /// <summary>L_c + L_g.</summary>
    public static ObjectiveFigures Grounding { get; } = new(23.3, 44.1, double.NaN, double.NaN);

    /// <summary>L_c + L_t.</summary>
    public static ObjectiveFigures Grouping { get; } = new(24.2, double.NaN, 90.9, 34.0);

    /// <summary>L_c + L_g + L_t.</summary>
    public static ObjectiveFigures Both { get; } = new(24.7, 44.9, double.NaN, 34.2);
}
