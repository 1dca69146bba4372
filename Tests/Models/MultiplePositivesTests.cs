using Gexia.Models;

namespace Gexia.Tests.Models;

/// <summary>Contrastive losses of several right texts against their definition, in float64.</summary>
public class MultiplePositivesTests
{
    private static double Written(double[][] logits, double[][] positives) => -logits.Zip(positives, (row, right) =>
    {
        var most = row.Max();
        var total = most + Math.Log(row.Sum(logit => Math.Exp(logit - most)));
        return row.Zip(right, (logit, weight) => weight / right.Sum() * (logit - total)).Sum();
    }).Average();

    private static double[][] Transposed(double[][] rows) => [.. rows[0].Select((_, column) => rows.Select(row => row[column]).ToArray())];

    private static Tensor Of(double[][] rows) => Tensor.Of<double>([.. rows.SelectMany(row => row)], [rows.Length, rows[0].Length]);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(5, 4)]
    [InlineData(6, 6)]
    public void Rows_are_the_cross_entropy_against_a_uniform_choice_of_the_right_ones(int videos, int texts)
    {
        var random = new Rng(1);
        double[][] logits = [.. Enumerable.Range(0, videos).Select(_ =>
            Enumerable.Range(0, texts).Select(_ => 9 * random.NextNormal()).ToArray())];
        double[][] right = [.. Enumerable.Range(0, videos).Select(i =>
            Enumerable.Range(0, texts).Select(j => j == i % texts || random.NextInt32(3) == 0 ? 1.0 : 0).ToArray())];
        Assert.Equal(Written(logits, right), MultiplePositives.Rows(Of(logits), Of(right)).ToArray<double>()[0], 1e-9);
        if (videos != texts) return;
        Assert.Equal(
            (Written(logits, right) + Written(Transposed(logits), Transposed(right))) / 2,
            MultiplePositives.Symmetric(Of(logits), Of(right)).ToArray<double>()[0], 1e-9);
    }

    [Fact]
    public void With_one_right_text_each_it_is_the_symmetric_loss()
    {
        var random = new Rng(2);
        Tensor video = Tensor.Normal(random, [5, 3]), text = Tensor.Normal(random, [5, 3]), scale = Tensor.Of([1.5f], Shape.Scalar);
        var logits = video.L2Normalize().MatMul(text.L2Normalize().Transpose()) * scale.Exp();
        var one = Tensor.Of([.. Enumerable.Range(0, 25).Select(i => i % 6 == 0 ? 1f : 0)], [5, 5]);
        Assert.Equal(
            ContrastiveLoss.Symmetric(video, text, scale).ToArray<float>()[0],
            MultiplePositives.Symmetric(logits, one).ToArray<float>()[0], 1e-5);
    }

    [Fact]
    public void Shapes_must_agree() => Assert.Throws<ShapeException>(
        () => MultiplePositives.Rows(Tensor.Of([1f, 2f], [1, 2]), Tensor.Of([1f, 0f], [2, 1])));
}
