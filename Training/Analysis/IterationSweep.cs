using Gexia.Models;
using Gexia.Training.Evaluation;

namespace Gexia.Training.Analysis;

/// <summary>Retrieval of one #iter.</summary>
internal sealed record SweptIterations(Iterations Iterations, RetrievalResult Result);

/// <summary>Retrieval over #iter at inference (GEXIA Fig. 3): for video and text alike, k–k, and for the video alone, k–1.</summary>
/// <param name="Together">k–k, in the order of k.</param>
/// <param name="VideoAlone">k–1, in the order of k; its first is that of <paramref name="Together"/>.</param>
internal sealed record IterationSweep(IReadOnlyList<SweptIterations> Together, IReadOnlyList<SweptIterations> VideoAlone)
{
    /// <summary>#iter that the embeddings of a sweep are made with: 1–1 to k–k.</summary>
    /// <param name="most">k, at least 1.</param>
    public static IReadOnlyList<ModelOptions> Options(int most) => [.. Enumerable.Range(1, most).Select(k => new Iterations(k, k))];

    /// <summary>Ranks: the videos of each k with the texts of k, and with those of 1.</summary>
    /// <param name="embedded">Of <see cref="Options"/>.</param>
    /// <param name="ties">Which rank equal scores get.</param>
    public static IterationSweep Of(IReadOnlyList<EmbeddedPairs> embedded, TieRule ties)
    {
        SweptIterations Row(int video, int text) => new(
            new(video, text),
            Retrieval.Evaluate(embedded[video - 1].Videos, embedded[text - 1].Texts, embedded[0].Gallery.ClipOf, ties));
        var together = Enumerable.Range(1, embedded.Count).Select(k => Row(k, k)).ToList();
        return new(together, [together[0], .. Enumerable.Range(2, embedded.Count - 1).Select(k => Row(k, 1))]);
    }

    /// <summary>Every #iter once.</summary>
    public IEnumerable<SweptIterations> All => Together.Concat(VideoAlone.Skip(1));

    /// <summary>How far an #iter is ahead of another in R@1, text to video, on the same queries, in points.</summary>
    /// <param name="row">One of <see cref="All"/>.</param>
    /// <param name="trained">The #iter that it is held against, such as that of the training.</param>
    /// <returns>Null where that was not measured.</returns>
    public PairedDifference? Ahead(SweptIterations row, ModelOptions trained) =>
        All.FirstOrDefault(one => one.Iterations == trained) is { } other
            ? PairedDifference.OfRecall(row.Result.TextRanks, other.Result.TextRanks)
            : null;

    /// <summary>The #iter with the best R@1 over both directions; of equals the one that costs least.</summary>
    public SweptIterations Best => All.OrderByDescending(row => row.Result.Figures[0].Value)
        .ThenBy(row => row.Iterations.Video + row.Iterations.Text).ThenBy(row => row.Iterations.Video).First();
}
