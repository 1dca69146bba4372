using FsCheck.Xunit;
using Gexia.Models;
using Gexia.Testing;

namespace Gexia.Tests.Models.SViLM;

/// <summary>L_g and L_c: values from plain loops, gradients by property, and the plain contrastive loss as their special case.</summary>
[Properties(Replay = "22,3", MaxTest = 25)]
public class SpatialGroundingTests
{
    [GradientProperty]
    public void Scores(int seed)
    {
        var draw = new Drawing(seed);
        var (videos, tokens, texts, phrases, width) = (draw.Size(1, 3), draw.Size(1, 3), draw.Size(1, 3), draw.Size(1, 2), draw.Size(2, 4));
        var (g, n, temperature) = (draw.Normal(videos, tokens, width), draw.Normal(texts * phrases, width), draw.Number(0.3, 1.5));
        var scores = SpatialGrounding.Scores(g, n, phrases, temperature);
        Assert.Equal([videos, texts], [.. scores.Shape]);
        for (var i = 0; i < videos; i++)
            for (var j = 0; j < texts; j++)
                Assert.Equal(
                    Enumerable.Range(0, phrases).Average(k => Attended(Rows(g.Select(0, i)), Row(n, (j * phrases) + k), temperature)),
                    scores.Select(0, i).Select(0, j).Item<double>(), 1e-10);
        GradientAssert.Agrees(i => SpatialGrounding.Scores(i[0], i[1], phrases, temperature), new(), g, n);
    }

    [GradientProperty]
    public void Loss_of_groups_phrases_and_scale(int seed)
    {
        var draw = new Drawing(seed);
        var (videos, tokens, phrases) = (draw.Size(2, 3), draw.Size(1, 3), draw.Size(1, 2));
        var (weights, temperature) = (draw.Weights(videos), draw.Number(0.3, 1.5));
        GradientAssert.Agrees(
            i => TwoPositives.Loss(SpatialGrounding.Scores(i[0], i[1], phrases, temperature) * i[2].Exp(), weights), new(),
            [draw.Normal(videos, tokens, 3), draw.Normal(videos * phrases, 3), Tensor.Scalar(draw.Number(0, 2), DType.Float64)]);
    }

    [GradientProperty]
    public void Two_positives(int seed, bool normaliseColumns, bool halfSum)
    {
        var draw = new Drawing(seed);
        var size = draw.Size(2, 5);
        var (logits, weights) = (draw.Normal(size, size), draw.Weights(size));
        Assert.Equal(
            ByLoops(logits.ToArray<double>(), weights.ToArray<double>(), size, normaliseColumns, halfSum),
            TwoPositives.Loss(logits, weights, normaliseColumns, halfSum).Item<double>(), 1e-10);
        GradientAssert.Agrees(i => TwoPositives.Loss(i[0], weights, normaliseColumns, halfSum), new(), logits);
    }

    [GradientProperty]
    public void Global_contrast_of_embeddings_and_scale(int seed)
    {
        var draw = new Drawing(seed);
        var size = draw.Size(2, 4);
        var weights = draw.Weights(size);
        GradientAssert.Agrees(
            i => TwoPositives.Loss(i[0].L2Normalize().MatMul(i[1].L2Normalize().Transpose()) * i[2].Exp(), weights), new(),
            [draw.Normal(size, 3), draw.Normal(size, 3), Tensor.Scalar(draw.Number(0, 2), DType.Float64)]);
    }

    [GradientProperty]
    public void One_phrase_and_one_group_token_are_the_plain_contrastive_loss(int seed)
    {
        var draw = new Drawing(seed);
        var (size, width) = (draw.Size(1, 6), draw.Size(1, 5));
        var (g, n, scale) = (draw.Normal(size, width), draw.Normal(size, width), Tensor.Scalar(draw.Number(0, 3), DType.Float64));
        var identity = Tensor.Zeros([size, size], DType.Float64);
        for (var i = 0; i < size; i++) identity.AsSpan<double>()[(i * size) + i] = 1;
        var scores = SpatialGrounding.Scores(g.Reshape(size, 1, width), n, 1, draw.Number(0.05, 2)) * scale.Exp();
        var plain = ContrastiveLoss.Symmetric(g, n, scale).Item<double>();
        Assert.Equal(2 * plain, TwoPositives.Loss(scores, identity).Item<double>(), 1e-10);
        Assert.Equal(plain, TwoPositives.Loss(scores, identity, halfSum: true).Item<double>(), 1e-10);
    }

    [Fact]
    public void A_region_that_no_phrase_names_costs_nothing()
    {
        var draw = new Drawing(5);
        var phrase = draw.Normal(1, 8);
        var found = phrase.Reshape(1, 1, 8) * 3;
        var other = draw.Normal(1, 1, 8);
        var scores = SpatialGrounding.Scores(ConcatOp.Concat([found, other], 1), phrase, 1, 0.01);
        Assert.Equal(1, scores.Item<double>(), 1e-6);
    }

    private static double Attended(double[][] groups, double[] phrase, double temperature)
    {
        var s = groups.Select(group => Cosine(group, phrase)).ToArray();
        var e = s.Select(x => Math.Exp(x / temperature)).ToArray();
        return s.Zip(e, (x, weight) => x * weight).Sum() / e.Sum();
    }

    private static double ByLoops(double[] s, double[] w, int size, bool normaliseColumns, bool halfSum)
    {
        var sum = 0.0;
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
            {
                var row = Math.Log(Enumerable.Range(0, size).Sum(k => Math.Exp(s[(i * size) + k])));
                var column = Math.Log(Enumerable.Range(0, size).Sum(k => Math.Exp(s[(k * size) + j])));
                var columnSum = normaliseColumns ? Enumerable.Range(0, size).Sum(k => w[(k * size) + j]) : 1;
                var (value, weight) = (s[(i * size) + j], w[(i * size) + j]);
                sum -= (weight * (value - row)) + (weight / columnSum * (value - column));
            }
        return sum / size * (halfSum ? 0.5 : 1);
    }

    private static double[] Row(Tensor x, int row) => x.Select(0, row).ToArray<double>();

    private static double[][] Rows(Tensor x) => [.. Enumerable.Range(0, x.Shape[0]).Select(row => Row(x, row))];

    private static double Cosine(double[] a, double[] b) =>
        a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
}
