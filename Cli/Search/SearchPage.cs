using System.Globalization;
using Gexia.Cli.Report;
using Gexia.Search;
using Gexia.Training.Analysis;

namespace Gexia.Cli.Search;

/// <summary>Answers as one HTML file: film strips, the patches that speak for a query, and links into the videos.</summary>
/// <param name="links">Where the videos lie, seen from the page.</param>
internal sealed class SearchPage(MediaLink links)
{
    private const int LongestText = 400;                // characters shown of a query
    private const int MapRows = 168, MagnifyBelow = 96; // pixels

    private static readonly string Style = HtmlPage.ReadStyle("Gexia.Cli.search.css");

    /// <summary>The page as text.</summary>
    /// <param name="lead">One sentence: what was searched.</param>
    /// <param name="facts">The numbers at the top.</param>
    /// <param name="notices">What a reader must know.</param>
    /// <param name="answers">Every query with its moments and their pictures.</param>
    public string Render(string lead, IReadOnlyList<ReportFact> facts, IReadOnlyList<string> notices, IReadOnlyList<PicturedAnswer> answers)
    {
        var html = new HtmlWriter();
        HtmlPage.Begin(html, Title(answers), Style);
        html.Write($"<header>\n<h1>{Title(answers)}</h1>\n<p class=\"lead\">{lead}</p>\n");
        HtmlPage.WriteFacts(html, facts);
        foreach (var notice in notices) html.Write($"<p class=\"notice\">{notice}</p>\n");
        html.Write($"</header>\n");
        if (answers.Count > 1) WriteContents(html, answers);
        html.Write($"<main>\n");
        for (var i = 0; i < answers.Count; i++) Write(html, i, answers[i]);
        WriteReading(html, answers);
        html.Write($"</main>\n");
        HtmlPage.End(html);
        return html.ToString();
    }

    private static string Title(IReadOnlyList<PicturedAnswer> answers) =>
        answers is [var only] ? $"Search: {TerminalText.Shorten(only.Answered.Asked.Shown, 80)}" : $"Search: {answers.Count} queries";

    private static void WriteContents(HtmlWriter html, IReadOnlyList<PicturedAnswer> answers)
    {
        html.Write($"<nav aria-label=\"Queries\">");
        for (var i = 0; i < answers.Count; i++)
            html.Write($"<a href=\"#q{i}\"><bdi>{TerminalText.Shorten(answers[i].Answered.Asked.Shown, 60)}</bdi></a> ");
        html.Write($"</nav>\n");
    }

    private void Write(HtmlWriter html, int number, PicturedAnswer pictured)
    {
        var (asked, answer) = (pictured.Answered.Asked, pictured.Answered.Answer);
        html.Write($"<section id=\"q{number}\">\n<h2><bdi>{TerminalText.Shorten(asked.Shown, LongestText)}</bdi></h2>\n");
        if (pictured.Query is { } picture)
            html.Write($"<p><img class=\"asked\" src=\"{Pictures.PhotoUri(picture)}\" alt=\"the picture that was searched by\"></p>\n");
        if (asked.Query?.Not is { Count: > 0 } not)
            html.Write($"<p class=\"note\">not: <bdi>{TerminalText.Shorten(string.Join(", ", not), LongestText)}</bdi></p>\n");
        if (!pictured.Answered.Matches)
            html.Write(
                $"<p class=\"notice\">{Capital(SearchListing.Reason(pictured.Answered))}."
                + $"{(pictured.Hits.Count > 0 ? " What is nearest, all the same:" : "")}</p>\n");
        for (var i = 0; i < pictured.Hits.Count; i++) Write(html, i + 1, pictured.Hits[i], new(answer!.Cut, answer.Score));
        html.Write($"</section>\n");
    }

    private void Write(HtmlWriter html, int rank, PicturedMoment hit, Meter meter)
    {
        var moment = hit.Moment;
        html.Write(
            $"<article class=\"hit\">\n<h3><span class=\"rank\">{rank}</span> <a "
            + $"href=\"{links.To(moment.File, moment.Start, moment.End)}\"><bdi>{moment.File}</bdi> <span "
            + $"class=\"when\">{MomentTime.Range(moment.Start, moment.End)}</span></a></h3>\n");
        html.Write($"<p class=\"score\">");
        meter.Write(html, moment.Score);
        html.Write(
            $"<span>score {SearchListing.Number(moment.Score)}</span> <span>best at <a "
            + $"href=\"{links.To(moment.File, moment.Second)}\">{MomentTime.Within(moment.Second, moment.Start, moment.End)}</a></span>"
            + $"</p>\n");
        if (hit.Problem is { } problem) html.Write($"<p class=\"note\">No pictures: {problem}.</p>\n");
        WriteStrip(html, hit);
        if (hit.Map is { } map) WriteMap(html, map);
        html.Write($"</article>\n");
    }

    private void WriteStrip(HtmlWriter html, PicturedMoment hit)
    {
        if (hit.Frames.Count == 0) return;
        html.Write($"<div class=\"strip\">\n");
        foreach (var frame in hit.Frames)
        {
            var time = MomentTime.OfFrame(frame.Time, hit.Moment.Start, hit.Moment.End, hit.Frames.Count);
            html.Write(
                $"<a class=\"{(frame.IsBest ? "frame best" : "frame")}\" href=\"{links.To(hit.Moment.File, frame.Time)}\"><img "
                + $"class=\"{Look(frame.Picture.Width, frame.Picture.Height)}\" src=\"{Pictures.PhotoUri(frame.Picture)}\" alt=\"frame at "
                + $"{time}\"><span>{time}{(frame.IsBest ? " best" : "")}</span></a>\n");
        }
        html.Write($"</div>\n");
    }

    private static void WriteMap(HtmlWriter html, MomentMap map)
    {
        var range = map.Drop.Cast<double>().Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var frame = Pictures.Magnify(map.Frame, Math.Max(1, (int)Math.Round(MapRows / (double)map.Frame.Height)));
        var side = Math.Max(1, frame.Height);
        html.Write(
            $"<div class=\"map\"><img class=\"{Look(map.Frame.Width, map.Frame.Height)}\" src=\"{Pictures.PhotoUri(frame)}\" "
            + $"width=\"{side}\" height=\"{side}\" alt=\"the best frame as the model sees it\">");
        html.Write(
            $"<img class=\"photo\" src=\"{Pictures.PhotoUri(HeatMap.Over(frame, map.Drop, range))}\" width=\"{side}\" height=\"{side}\" "
            + $"alt=\"the places of that frame that speak for the query\">");
        html.Write(
            $"<p>Where the model sees it: covering a red place costs agreement, "
            + $"up to {range.ToString("0.000", CultureInfo.InvariantCulture)} of cosine.</p></div>\n");
    }

    private static void WriteReading(HtmlWriter html, IReadOnlyList<PicturedAnswer> answers)
    {
        html.Write($"<section id=\"reading\">\n<h2>How to read this</h2>\n<ul>\n");
        var cuts = answers.Select(answer => answer.Answered.Answer).OfType<SearchAnswer>().Select(answer => answer.Cut).ToList();
        if (cuts.Any(double.IsNegativeInfinity)) html.Write($"<li>There is {SearchListing.NoCut}.</li>\n");
        else
        {
            html.Write(
                $"<li>A score of 0 is what texts about nothing in particular reach at best in these videos, on average; "
                + $"1 is one standard deviation of that more. ");
            html.Write($"In the bar the mark is the cut.</li>\n");
            html.Write(
                $"<li>A moment matches from the cut on. Unless --cut sets it, it is calibrated: so few random texts (--false-matches sets "
                + $"the share) would reach it anywhere in these videos.</li>\n");
        }
        if (answers.Any(answer => answer.Hits.Any(hit => hit.Map is not null)))
            html.Write(
                $"<li>Below the first moments stands the best frame as the model sees it, and beside it in red the places that speak for "
                + $"the query, in blue those that speak against it: the frame was covered there with the mean colour, "
                + $"and the moment embedded again.</li>\n");
        html.Write(
            $"<li>A moment is a stretch of neighbouring windows that agree alike; the framed picture is the frame that agrees "
            + $"best.</li>\n");
        html.Write(
            $"<li>Pictures and names are links: a browser opens the video at that second where it plays the format. "
            + $"They lead from this page to the folder of the videos, so both can be moved together.</li>\n");
        html.Write($"</ul>\n</section>\n");
    }

    // Small frames of a few pixels are shown as squares, photographs smoothly.
    private static string Look(int width, int height) => Math.Max(width, height) <= MagnifyBelow ? "pixels" : "photo";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
