using Gexia.Cli.Report;
using Gexia.Models;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Evaluation;

namespace Gexia.Tests.Training.Evaluation;

/// <summary>
/// Clips A = (1, 0), B = (0, 1), C = (−1, 0); texts w0 = A's direction, w1 = (0.6, 0.8), w2 = B's, w3 = B's again, w4 = C's.
/// A is described by w0 and w1, B by w2, C by w3 and w4.
/// </summary>
public sealed class SeveralCaptionsTests
{
    private static readonly float[][] Videos = [[1, 0], [0, 1], [-1, 0]];
    private static readonly float[][] Texts = [[1, 0], [0.6f, 0.8f], [0, 1], [0, 1], [-1, 0]];
    private static readonly (int Video, int Text)[] Spread = [(0, 0), (2, 3), (1, 2), (0, 1), (2, 4)];

    private readonly ListedEmbeddings model = new(Videos, Texts);

    private RetrievalResult Retrieve((int, int)[] pairs, TieRule ties = TieRule.Pessimistic, int batch = 2) =>
        new VideoTextEvaluation(model, model.Reader, batch).Retrieve(ListedEmbeddings.Set(pairs), new Iterations(1, 1), ties);

    /// <summary>w3 sees B at 1 and A and C at 0: rank 3, 2 or 2.5. B sees itself at 1 and C, by w3, at 1 too: rank 2, 1 or 1.5.</summary>
    [Theory]
    [InlineData(TieRule.Pessimistic, 3, 2)]
    [InlineData(TieRule.Optimistic, 2, 1)]
    [InlineData(TieRule.Mean, 2.5, 1.5)]
    public void A_text_finds_its_clip_and_a_clip_the_best_of_its_texts(TieRule ties, double w3, double b)
    {
        var result = Retrieve(Spread, ties);
        Assert.Equal([1, w3, 1, 2, 1], result.TextRanks);
        Assert.Equal([1, 1, b], result.VideoRanks);                     // A, C, B: in the order of the pairs
        Assert.Equal((5, 3, 3), (result.Protocol.Texts, result.Protocol.Videos, result.Protocol.VideoQueries));
        Assert.Equal((60, (5 + w3) / 5), (result.TextToVideo.R1, result.TextToVideo.MeanRank));
        Assert.Equal((2 + b) / 3, result.VideoToText.MeanRank, 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(32)]
    public void Lines_that_stand_several_times_change_no_rank_and_each_clip_is_embedded_once(int batch)
    {
        (int, int)[] once = [(0, 0), (1, 2), (2, 3)];
        var plain = Retrieve(once, batch: batch);
        var repeated = Retrieve([.. once, .. once, .. once.Reverse()], batch: batch);
        Assert.Equal(plain.VideoRanks, repeated.VideoRanks);
        Assert.Equal([.. plain.TextRanks, .. plain.TextRanks, .. plain.TextRanks.Reverse()], repeated.TextRanks);
        Assert.Equal((plain.TextToVideo, plain.VideoToText), (repeated.TextToVideo, repeated.VideoToText));
        Assert.Equal((3 + 3, 9, 3), (model.Encoded, repeated.Protocol.Texts, repeated.Protocol.Videos));
        Assert.All(model.Loads.Values, loads => Assert.Equal(2, loads));
    }

    /// <summary>Another clip's very words are a query like any other: both texts find the same clip, so one of them fails.</summary>
    [Fact]
    public void Equal_captions_of_different_clips_stay_queries_of_their_own()
    {
        var result = Retrieve([(0, 0), (1, 0)]);
        Assert.Equal([1, 2], result.TextRanks);
        // both items hold the same text: a tie, which the rule counts against both
        Assert.Equal([2, 2], result.VideoRanks);
    }

    [Fact]
    public void A_single_clip_is_always_first()
    {
        var result = Retrieve([(2, 0), (2, 1), (2, 4)]);
        Assert.Equal([1, 1, 1], result.TextRanks);
        Assert.Equal([1], result.VideoRanks);
        Assert.Equal((3, 1), (result.Protocol.Texts, result.Protocol.Videos));
    }

    [Fact]
    public void Matches_show_each_clip_once_against_the_best_other_clip()
    {
        var set = ListedEmbeddings.Set([.. Spread, (0, 0), (0, 0)]);
        var embedded = new VideoTextEvaluation(model, model.Reader).Embed(set, new Iterations(1, 1));
        var (best, worst) = new MatchFinder(set, model.Reader).Find(embedded, 5);
        Assert.Equal(["v0", "v1", "v2"], best.Select(match => match.Wanted.Name.Split(' ')[0]).Order());
        Assert.All(best, match => Assert.Equal((1, 3, match.Wanted.Name), (match.Rank, match.Gallery, match.First.Name)));
        Assert.Equal([("v2", "w3", 3, "v1"), ("v0", "w1", 2, "v1")],
            worst.Select(match => (match.Wanted.Name.Split(' ')[0], match.Wanted.Text, match.Rank, match.First.Name.Split(' ')[0])));
        Assert.Equal((0.6, 0.8), (Math.Round(worst[1].WantedScore, 6), Math.Round(worst[1].FirstScore, 6)));
    }
}
