using System.Globalization;
using Gexia.Cli.Report;
using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Embeddings;
using Gexia.Search;

namespace Gexia.Cli.Search;

/// <summary>Gathers what a page shows of some answers, and writes it.</summary>
/// <param name="session">Where progress is shown.</param>
/// <param name="index">The index that answered.</param>
/// <param name="changes">What its update found.</param>
/// <param name="maps">For how many of a query's first moments the patches are measured.</param>
internal sealed class PageWriter(Session session, VideoIndex index, IndexChanges changes, int maps)
{
    private const int MostStrips = 300, MostMaps = 24;      // of a page
    private const int Nearest = 3;                          // moments shown where none matches

    /// <summary>Writes the page whole or not at all.</summary>
    public void Write(string path, IReadOnlyList<Answered> answers, CancellationToken cancellation)
    {
        var shown = answers.Select(answered => (Answered: answered, Moments: answered.Shown(Nearest))).ToList();
        var strips = Strips([.. shown.SelectMany(each => each.Moments).Distinct().Take(MostStrips)], cancellation);
        var measured = 0;
        var pictured = new List<PicturedAnswer>();
        foreach (var (answered, moments) in shown)
        {
            var vector =
                answered.Matches && maps > 0 && measured < MostMaps ? MomentMap.Vector(index, answered.Asked.Query!, cancellation) : null;
            pictured.Add(new(answered, Picture(answered.Asked, cancellation), [.. moments.Select((moment, rank) =>
            {
                var strip = strips.GetValueOrDefault(moment) ?? new(moment, []);
                if (vector is null || rank >= maps || measured >= MostMaps || strip.Frames.Count == 0) return strip;
                measured++;
                return strip with { Map = MomentMap.Measure(index, vector, moment, cancellation) };
            })]));
        }
        HtmlPage.Save(
            path,
            new SearchPage(new MediaLink(path, index.Folder)).Render(
                Lead(), Facts(answers), Notices(strips.Count, shown.Sum(each => each.Moments.Count)), pictured));
    }

    private Dictionary<Moment, PicturedMoment> Strips(IReadOnlyList<Moment> moments, CancellationToken cancellation)
    {
        var frames = new MomentFrames(index.Folder, index.Options.Embedding.VideoLimits);
        var (strips, done) = (new Dictionary<Moment, PicturedMoment>(), 0);
        var files = moments.GroupBy(moment => moment.File, StringComparer.Ordinal).ToList();
        using var progress = new Progress(session.Terminal, "search: reading pictures for the page", "videos", files.Count);
        foreach (var file in files)
        {
            Moment[] own = [.. file];
            try
            {
                var read = frames.Read(file.Key, own, cancellation);
                for (var i = 0; i < own.Length; i++) strips[own[i]] = new(own[i], read[i]);
            }
            catch (Exception error) when (error is GexiaException or IOException or UnauthorizedAccessException)
            {
                foreach (var moment in own)
                    strips[moment] = new(moment, [], Problem: (error as VideoException)?.Reason ?? error.Message.TrimEnd('.'));
            }
            progress.Report(++done);
        }
        return strips;
    }

    private RgbImage? Picture(Asked asked, CancellationToken cancellation) => asked is { IsPicture: true, Query.Picture: { } path }
        ? index.Model.Preprocessing.Square(MediaReader.Picture(path, index.Model, index.Options.Embedding, cancellation)) : null;

    private string Lead() => string.Create(CultureInfo.InvariantCulture,
        $"{Count(index.Videos.Count, "video")} of {Path.GetFileName(index.Folder)}, "
        + $"{MomentTime.Of(index.Videos.Sum(video => video.Content.Duration))} in all, searched with {index.Model.Id}.");

    private List<ReportFact> Facts(IReadOnlyList<Answered> answers)
    {
        var facts = new List<ReportFact>
        {
            new("videos", Number(index.Videos.Count)),
            new("windows", Number(index.Videos.Sum(video => video.Content.Windows.Count))),
            new("seconds a window", index.Options.Window.ToString("0.##", CultureInfo.InvariantCulture)),
        };
        if (answers.Count > 1) facts.Add(new("queries that match", $"{answers.Count(answered => answered.Matches)} of {answers.Count}"));
        if (answers.Select(answered => answered.Answer).FirstOrDefault(answer => answer is not null) is { } first)
            facts.Add(new("cut", double.IsFinite(first.Cut) ? SearchListing.Number(first.Cut) : "none"));
        return facts;
    }

    private List<string> Notices(int strips, int moments)
    {
        var notices = new List<string>();
        if (changes.Unreadable.Count > 0)
        {
            notices.Add(
                $"{Count(changes.Unreadable.Count, "video")} could not be read and could not be searched: "
                + $"{string.Join(", ", changes.Unreadable.Take(5).Select(problem => problem.File))}"
                + $"{(changes.Unreadable.Count > 5 ? ", …" : "")}.");
        }
        if (changes.Partial.Count > 0)
        {
            notices.Add(
                $"Of {Count(changes.Partial.Count, "video")} only a part can be decoded; that part was searched: "
                + $"{string.Join(", ", changes.Partial.Take(5).Select(problem => problem.File))}{(changes.Partial.Count > 5 ? ", …" : "")}"
                + $".");
        }
        if (strips >= MostStrips && moments > MostStrips)
            notices.Add($"Pictures are shown of the first {MostStrips} moments; the page would grow too large otherwise.");
        return notices;
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(int number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";
}
