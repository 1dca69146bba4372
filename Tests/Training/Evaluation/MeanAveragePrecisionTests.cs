using Gexia.Training.Evaluation;

namespace Gexia.Tests.Training.Evaluation;

/// <summary>mAP of several classes a video against the definition, written out, and against values found by hand.</summary>
public class MeanAveragePrecisionTests
{
    private static double Map(float[][] scores, int[][] labels, int classes = 1) => new MeanAveragePrecision(scores, labels, classes).Of();

    /// <summary>Hit, miss, hit: ½·(1 + ⅔); miss, hit, miss, hit: ½·(½ + ½). The second class is found without a mistake.</summary>
    [Theory]
    [InlineData(new[] { 3f, 2f, 1f }, new[] { 0, 1, 0 }, (250.0 / 3 + 100) / 2)]
    [InlineData(new[] { 4f, 3f, 2f, 1f }, new[] { 1, 0, 1, 0 }, (50.0 + 100) / 2)]
    [InlineData(new[] { 1f }, new[] { 0 }, 100)]
    public void Found_by_hand(float[] scores, int[] labels, double expected) => Assert.Equal(
        expected, Map([.. scores.Select((score, i) => new[] { score, labels[i] })], [.. labels.Select(label => new[] { label })], 2), 9);

    /// <summary>By the common script a video without a class scores −∞; here it would have stood before the only right one.</summary>
    [Fact]
    public void A_video_without_a_class_stands_last() => Assert.Equal(100, Map([[0.9f], [0.1f]], [[], [0]]));

    /// <summary>Class 1 has no video: the mean is over class 0 alone, not NaN. Without any class it is no number.</summary>
    [Fact]
    public void A_class_without_videos_is_left_out()
    {
        var precision = new MeanAveragePrecision([[0.9f, 0.1f], [0.5f, 0.7f]], [[0], [0]], 2);
        Assert.Equal((1, 100.0), (precision.Classes, precision.Of()));
        Assert.Equal(double.NaN, Map([[0.5f]], [[]]));
        Assert.Equal(double.NaN, Map([], []));
    }

    /// <summary>Four equal scores of videos 0 to 3, of which the last is right: precision ¼; NaN goes behind them.</summary>
    [Fact]
    public void Equal_scores_are_taken_in_order_and_NaN_is_last()
    {
        Assert.Equal((25 + 100) / 2.0, Map([[.5f, 1], [.5f, 1], [.5f, 1], [.5f, 0]], [[1], [1], [1], [0]], 2), 9);
        Assert.Equal(50 * (0.5 + 1), Map([[float.NaN, 0], [-1, 1]], [[0], [1]], 2), 9);
    }

    /// <summary>
    /// Random scores of few values, so that many are equal, with NaN and infinities; videos of no, one or several classes.
    /// </summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(40, 7)]
    [InlineData(83, 2)]
    public void The_definition_written_out_agrees(int videos, int classes)
    {
        var random = new Rng(7);
        for (var trial = 0; trial < 30; trial++)
        {
            float[] values = [0, 0.25f, 0.5f, 0.75f, -1, float.NaN, float.NegativeInfinity, float.PositiveInfinity];
            float[][] scores = [.. Enumerable.Range(0, videos).Select(_ => Enumerable.Range(0, classes)
                .Select(_ => random.NextInt32(3) == 0 ? (float)random.NextDouble() : values[random.NextInt32(values.Length)]).ToArray())];
            int[][] labels = [.. Enumerable.Range(0, videos).Select(_ => Enumerable.Range(0, classes)
                .Where(_ => random.NextInt32(4) == 0).ToArray())];
            int[] counts = [.. Enumerable.Range(0, videos).Select(_ => random.NextInt32(3))];
            var precision = new MeanAveragePrecision(scores, labels, classes);
            Assert.Equal(Written(scores, labels, classes), precision.Of(), 1e-9);
            // A video that is taken twice counts as two videos, side by side.
            int[] repeated = [.. Enumerable.Range(0, videos).SelectMany(video => Enumerable.Repeat(video, counts[video]))];
            Assert.Equal(
                Written([.. repeated.Select(video => scores[video])], [.. repeated.Select(video => labels[video])], classes),
                precision.Of(counts), 1e-9);
        }
    }

    private static double Written(float[][] scores, int[][] labels, int classes)
    {
        List<double> all = [];
        for (var c = 0; c < classes; c++)
        {
            double Score(int video) =>
                labels[video].Length == 0 || float.IsNaN(scores[video][c]) ? double.NegativeInfinity : scores[video][c];
            bool Before(int a, int b) => Score(a) > Score(b) || (Score(a).Equals(Score(b)) && a < b);
            int[] right = [.. Enumerable.Range(0, scores.Length).Where(video => labels[video].Contains(c))];
            if (right.Length == 0) continue;
            all.Add(right.Average(video => (1.0 + right.Count(other => Before(other, video)))
                / (1 + Enumerable.Range(0, scores.Length).Count(other => Before(other, video)))));
        }
        return all.Count == 0 ? double.NaN : 100 * all.Average();
    }

    [Fact]
    public void Rows_and_labels_must_fit()
    {
        Assert.Throws<ArgumentException>(() => Map([[1, 2]], [[0]]));
        Assert.Throws<ArgumentException>(() => Map([[1]], [[1]]));
        Assert.Throws<ArgumentException>(() => Map([[1]], [[0], [0]]));
    }
}
