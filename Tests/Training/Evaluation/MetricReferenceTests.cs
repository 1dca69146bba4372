using Gexia.Training;
using Gexia.Training.Evaluation;

namespace Gexia.Tests.Training.Evaluation;

/// <summary>Metrics on random scores of few values, with ties and NaN, against their definitions written out.</summary>
public class MetricReferenceTests
{
    private static readonly float[] values = [0, 0.25f, 0.5f, -0.5f, float.NaN, float.NegativeInfinity, float.PositiveInfinity];

    private static float[] Scores(Rng random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(3) == 0 ?
            (float)random.NextDouble() : values[random.NextInt32(values.Length)])];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(13)]
    [InlineData(60)]
    public void Retrieval(int items)
    {
        var random = new Rng(3);
        for (var trial = 0; trial < 20; trial++)
        {
            float[][] scores = [.. Enumerable.Range(0, items).Select(_ => Scores(random, items))];
            foreach (var ties in Enum.GetValues<TieRule>())
            {
                double[] ranks = [.. scores.Select((row, query) => Ranking.Rank(row, query, ties))];
                double[] written = [.. scores.Select((row, query) => Written(row, query, ties))];
                Assert.Equal(written, ranks);
                var metrics = RetrievalMetrics.Of(ranks);
                double[] sorted = [.. written.Order()];
                Assert.Equal(100.0 * written.Count(rank => rank <= 1) / items, metrics.R1, 1e-6);
                Assert.Equal(100.0 * written.Count(rank => rank <= 5) / items, metrics.R5, 1e-6);
                Assert.Equal(100.0 * written.Count(rank => rank <= 10) / items, metrics.R10, 1e-6);
                Assert.Equal((sorted[(items - 1) / 2] + sorted[items / 2]) / 2, metrics.MedianRank, 1e-6);
                Assert.Equal(written.Sum() / items, metrics.MeanRank, 1e-6);
            }
        }
    }

    private static double Written(float[] row, int correct, TieRule ties)
    {
        if (float.IsNaN(row[correct])) return row.Length;
        var better = row.Count(score => score > row[correct]);
        var equal = row.Where((score, i) => i != correct && score == row[correct]).Count();
        return 1 + better + (ties == TieRule.Pessimistic ? equal : ties == TieRule.Optimistic ? 0 : 0.5 * equal);
    }

    /// <summary>The first of the largest scores is the answer; where all are NaN there is none.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(30)]
    public void A_choice_is_the_first_of_the_largest_scores(int choices)
    {
        var random = new Rng(5);
        for (var trial = 0; trial < 60; trial++)
        {
            var scores = Scores(random, choices);
            var best = scores.Where(score => !float.IsNaN(score)).DefaultIfEmpty(float.NaN).Max();
            var answer = float.IsNaN(best) ? -1 : Array.IndexOf(scores, best);
            double[] ranks = [.. Enumerable.Range(0, choices).Select(choice => Ranking.InOrder(scores, choice))];
            for (var choice = 0; choice < choices; choice++) Assert.Equal(choice == answer, ranks[choice] == 1);
            // No two stand at one place.
            Assert.Equal(Enumerable.Range(1, ranks.Count(double.IsFinite)), ranks.Where(double.IsFinite).Order().Select(rank => (int)rank));
        }
    }

    [Fact]
    public void Accuracy_counts_items_as_often_as_they_are_taken()
    {
        double[] ranks = [1, 2, double.PositiveInfinity, 5, 1];
        Assert.Equal((40, 80), (TopAccuracy.Of(ranks, 1), TopAccuracy.Of(ranks, 5)));
        Assert.Equal(75, TopAccuracy.Of(ranks, 1, [3, 0, 1, 0, 0]));
        Assert.True(double.IsNaN(TopAccuracy.Of(ranks, 1, [0, 0, 0, 0, 0])));
        Assert.True(double.IsNaN(TopAccuracy.Of([], 1)));
    }

    /// <summary>Segments and detections of a video that is taken twice are those of two videos.</summary>
    [Fact]
    public void Localisation_counts_videos_as_often_as_they_are_taken()
    {
        var random = new Rng(9);
        double[] thresholds = [0.3, 0.5];
        for (var trial = 0; trial < 20; trial++)
        {
            ActionSpan Span(int video, double score) =>
                new(video, random.NextInt32(2), random.NextInt32(4), 4 + random.NextInt32(4), score);
            List<ActionSpan> truth = [.. Enumerable.Range(0, 6).SelectMany(video =>
                Enumerable.Range(0, video % 3).Select(_ => Span(video, 0)))];
            List<ActionSpan> found = [.. Enumerable.Range(0, 30).Select(i => Span(i % 6, random.NextDouble()))];
            int[] counts = [.. Enumerable.Range(0, 6).Select(_ => random.NextInt32(3))];
            IEnumerable<ActionSpan> Taken(IEnumerable<ActionSpan> spans) => spans.SelectMany(span =>
                Enumerable.Range(0, counts[span.Video]).Select(copy => span with { Video = (10 * span.Video) + copy }));
            var expected = TemporalAveragePrecision.Of(Taken(found), [.. Taken(truth)], thresholds);
            var precision = new TemporalAveragePrecision(found, truth, thresholds).Of(counts);
            Assert.Equal(expected.Count, precision.Count);
            for (var i = 0; i < expected.Count; i++) Assert.Equal(expected[i], precision[i], 1e-9);
        }
    }

    /// <summary>Three texts for two clips: a clip that is drawn brings its own texts.</summary>
    [Fact]
    public void Retrieval_draws_clips_with_their_texts()
    {
        var random = new Rng(2);
        var (videos, texts) = (Tensor.Normal(random, [9, 4]), Tensor.Normal(random, [20, 4]));
        int[] owners = [.. Enumerable.Range(0, 20).Select(text => text * text % 8)];        // clip 8 has no text
        var result = Gexia.Training.Evaluation.Retrieval.Evaluate(videos, texts, owners);
        var measured = result.Measured();
        Assert.Equal(result.Figures, measured.Select(figure => new Figure(figure.Name, figure.Value)));
        Assert.All(measured, figure =>
            Assert.True(figure.Interval.Low <= figure.Value && figure.Value <= figure.Interval.High, figure.Name));
        var draws = Bootstrap.Draws(9, counts =>
        {
            double[] ranks = [.. owners.SelectMany((clip, text) => Enumerable.Repeat(result.TextRanks[text], counts[clip]))];
            return [new("t2v.r1", ranks.Length == 0 ? double.NaN : RetrievalMetrics.Of(ranks).R1)];
        });
        Assert.Equal(draws[0], measured.Single(figure => figure.Name == "t2v.r1").Draws);
    }
}
