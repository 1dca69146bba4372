using System.Diagnostics;
using System.Globalization;
using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Embeddings;
using Gexia.Search;

namespace Gexia.Benchmarks.Search;

/// <summary>
/// How well search finds captioned moments, and how often it says that nothing matches: of captions, where that is wrong, and of texts
/// about things that no video shows, where it is right. <c>-- search RUN… --videos DIR --captions FILE</c>
/// </summary>
/// <remarks>
/// <c>absent.txt</c> was looked at when the way to calibrate was chosen, <c>heldout.txt</c> was not. Both speak of what is in none of the
/// clips that the figures of <c>docs/search-method.md</c> come from.
/// </remarks>
internal static class SearchQuality
{
    private static readonly string[] Lists = ["absent.txt", "heldout.txt"];

    public static void Run(string[] words)
    {
        var arguments = new Arguments(words);
        var (videos, captions) = (arguments.Text("--videos", ""), arguments.Text("--captions", ""));
        var cache = arguments.Text("--cache", "");
        double[] shares =
        [
            .. arguments.Text("--false-matches", "0.05,0.1,0.15,0.2").Split(',')
                .Select(share => double.Parse(share, CultureInfo.InvariantCulture))
        ];
        if (arguments.Rest.Count == 0 || videos.Length == 0 || captions.Length == 0)
            throw new ArgumentException("search RUN… --videos DIR --captions FILE [--cache DIR] [--false-matches 0.05,0.1]");
        IReadOnlyList<Pair> pairs = [.. PairReader.Read(new(captions))];
        foreach (var run in arguments.Rest) Measure(run, videos, cache, pairs, shares);
    }

    private static void Measure(string run, string videos, string cache, IReadOnlyList<Pair> pairs, double[] shares)
    {
        var index = VideoIndex.Open(EmbeddingModel.Open(run), videos, new() { Cache = cache.Length > 0 ? cache : null });
        var (first, changes) = Timed(() => index.Update());
        var (second, _) = Timed(() => index.Update());
        Console.WriteLine(
            $"{run}: {index.Videos.Count} videos, {index.Videos.Sum(video => video.Content.Windows.Count)} windows, "
            + $"{changes.Embedded} embedded in {first:0.0} s; again {second:0.00} s");
        var answers = pairs.Select(pair => (Clip: pair.Clip[0], Answer: index.Find(pair.Text))).ToList();
        var right = answers.Where(each => each.Answer.Moments[0].File == each.Clip.Video).ToList();
        var overlap = right.Count(each => each.Answer.Moments[0].Start < each.Clip.End && each.Answer.Moments[0].End > each.Clip.Start);
        var inside = right.Count(each => each.Answer.Moments[0].Second >= each.Clip.Start && each.Answer.Moments[0].Second < each.Clip.End);
        Console.WriteLine(
            $"  {pairs.Count} captions: right video first {Share(right.Count, pairs.Count)}, moment overlaps the segment "
            + $"{Share(overlap, pairs.Count)}, its second inside {Share(inside, pairs.Count)}");
        foreach (var share in shares)
        {
            var options = new SearchOptions { FalseMatches = share, Top = 1 };
            var refused = pairs.Count(pair => !index.Find(pair.Text, options).Matches);
            var lists = Lists.Select(list => (List: list, Texts: Texts(list)))
                .Select(each => $"{each.List} {Share(each.Texts.Count(text => !index.Find(text, options).Matches), each.Texts.Length)}");
            Console.WriteLine(
                $"  false matches {share:0.00} (cut {index.Find("a", options).Cut:0.00}): nothing matches for captions "
                + $"{Share(refused, pairs.Count)}, {string.Join(", ", lists)}");
        }
    }

    private static string[] Texts(string list)
    {
        using var stream = typeof(SearchQuality).Assembly.GetManifestResourceStream($"Gexia.Benchmarks.Search.{list}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static (double Seconds, T Result) Timed<T>(Func<T> work)
    {
        var begun = Stopwatch.GetTimestamp();
        var result = work();
        return (Stopwatch.GetElapsedTime(begun).TotalSeconds, result);
    }

    private static string Share(int part, int all) =>
        string.Create(CultureInfo.InvariantCulture, $"{part}/{all} ({100.0 * part / all:0} %)");
}
