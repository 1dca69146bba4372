using Gexia.Data.Image;

namespace Gexia.Cli.Report;

/// <summary>Everything a report shows; plain data that a verb fills and <see cref="ReportPage"/> renders.</summary>
/// <param name="Title">What was run.</param>
/// <param name="Lead">Two sentences in plain language: what was done, and what came out.</param>
/// <param name="Finds">A few searches: what goes in and what is found; may be empty.</param>
/// <param name="Words">What the words mean.</param>
/// <param name="Facts">The numbers at the top, such as steps, seconds and peak memory.</param>
/// <param name="Notices">What a reader must know to judge the numbers, such as that train and test captions are the same texts.</param>
/// <param name="Sections">The body.</param>
/// <param name="Config">The full configuration as JSON text.</param>
internal sealed record ReportModel(
    string Title, string Lead, IReadOnlyList<ReportMatch> Finds, IReadOnlyList<ReportWord> Words, IReadOnlyList<ReportFact> Facts,
    IReadOnlyList<string> Notices, IReadOnlyList<ReportSection> Sections, string Config)
{
    /// <summary>The paper whose method it is about.</summary>
    public ReportPaper Paper { get; init; } = ReportPaper.Gexia;
}

/// <summary>A paper that a report refers to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Link">Where it is.</param>
internal sealed record ReportPaper(string Name, string Link)
{
    /// <summary>GEXIA, and the baselines that stand beside it.</summary>
    public static ReportPaper Gexia { get; } = new("GEXIA, arXiv 2412.07704", "https://arxiv.org/abs/2412.07704");

    /// <summary>S-ViLM.</summary>
    public static ReportPaper Svilm { get; } = new("S-ViLM, arXiv 2303.16341", "https://arxiv.org/abs/2303.16341");

    /// <summary>The paper of a kind of model.</summary>
    /// <param name="kind">What configurations call it.</param>
    public static ReportPaper Of(string kind) => kind == "svilm" ? Svilm : Gexia;
}

/// <summary>One number at the top of a report.</summary>
internal sealed record ReportFact(string Label, string Value);

/// <summary>A part of a report with its own heading.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Note">What it shows and how it was measured; empty for none.</param>
internal abstract record ReportSection(string Title, string Note)
{
    /// <summary>Writes what stands below heading and note.</summary>
    public abstract void Write(HtmlWriter html);
}

/// <summary>A clip in a report: a few frames and its text.</summary>
/// <param name="Name">The video's name, perhaps with its times.</param>
/// <param name="Text">Its caption.</param>
/// <param name="Frames">Pictures of one size in time order; may be empty.</param>
internal sealed record ReportClip(string Name, string Text, IReadOnlyList<RgbImage> Frames);
