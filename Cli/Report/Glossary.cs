using System.Globalization;

namespace Gexia.Cli.Report;

/// <summary>A word of the reports and what it means.</summary>
internal sealed record ReportWord(string Word, string Meaning);

/// <summary>What the words of a report mean, in a line each.</summary>
internal static class Glossary
{
    /// <summary>Words that every report of a retrieval uses.</summary>
    /// <param name="gallery">Clips to choose from, at least 1.</param>
    public static IReadOnlyList<ReportWord> Of(int gallery) =>
    [
        new("R@1, R@5, R@10", "of 100 searches, how many have the right answer in the first place, or among the first five or ten"),
        new("MdR, MnR", "the place of the right answer: its median and its mean; 1 is best"),
        new("T→V, V→T", "a text looks for its video; a video looks for its text"),
        new("SVST", "short video, short text: a clip and its caption"),
        new("LVLT", "long video, long text: all clips of a video and all their captions, joined"),
        new("LVST", "long video, short text: the same video and a summary"),
        new(
            "#iter",
            "how often the model goes over its input to condense it into the embedding; video first: 3-1 is three times for the video, "
            + "once for the text"),
        new(
            "chance level",
            string.Create(
                CultureInfo.InvariantCulture,
                $"what guessing gives: with {gallery} videos to choose from, R@1 is {100.0 / gallery:0.##} %")),
    ];

    /// <summary>As a list of definitions.</summary>
    public static void Write(HtmlWriter html, IReadOnlyList<ReportWord> words)
    {
        html.Write($"<dl class=\"words\">\n");
        foreach (var word in words) html.Write($"<div><dt>{word.Word}</dt><dd>{word.Meaning}</dd></div>\n");
        html.Write($"</dl>\n");
    }
}
