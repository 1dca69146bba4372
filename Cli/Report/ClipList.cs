namespace Gexia.Cli.Report;

/// <summary>Some clips below each other: film strip and text.</summary>
internal sealed record ClipList(string Title, string Note, IReadOnlyList<ReportClip> Clips) : ReportSection(Title, Note)
{
    public override void Write(HtmlWriter html)
    {
        foreach (var clip in Clips)
        {
            html.Write($"<div class=\"clip\">");
            Pictures.WriteStrip(html, clip.Frames, $"frames of {clip.Name}", pixels: 64);
            html.Write($"<p class=\"said\"><bdi>{clip.Text}</bdi></p></div>\n");
        }
    }
}
