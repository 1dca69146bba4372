using FsCheck.Xunit;
using Gexia.Models;
using Gexia.Testing;

namespace Gexia.Tests.Models.SViLM;

/// <summary>L_t: its value from plain loops, its gradient by property, and what it does not depend on.</summary>
[Properties(Replay = "21,3", MaxTest = 25)]
public class TemporalGroupingTests
{
    [GradientProperty]
    public void Mean_square(int seed) => Check(seed, AssignmentError.MeanSquare, stopCentres: false);

    [GradientProperty]
    public void Cross_entropy(int seed) => Check(seed, AssignmentError.CrossEntropy, stopCentres: false);

    [GradientProperty]
    public void Mean_square_with_stopped_centres(int seed) => Check(seed, AssignmentError.MeanSquare, stopCentres: true);

    [GradientProperty]
    public void Cross_entropy_with_stopped_centres(int seed) => Check(seed, AssignmentError.CrossEntropy, stopCentres: true);

    [GradientProperty]
    public void Clips_that_are_alike_cost_a_quarter_or_ln_2(int seed)
    {
        var draw = new Drawing(seed);
        var (videos, clips, width) = (draw.Size(1, 4), draw.Size(2, 7), draw.Size(1, 6));
        var z = draw.Normal(videos, 1, width).Expand(videos, clips, width);
        var mask = draw.Mask(videos, clips);
        var assignment = TemporalGrouping.Assignment(z, mask, draw.Number(0.05, 2));
        Assert.Equal(0.25, TemporalGrouping.Loss(assignment, mask).Item<double>(), 1e-12);
        Assert.Equal(Math.Log(2), TemporalGrouping.Loss(assignment, mask, AssignmentError.CrossEntropy).Item<double>(), 1e-12);
    }

    [GradientProperty]
    public void The_scale_of_features_changes_nothing(int seed)
    {
        var draw = new Drawing(seed);
        var (videos, clips) = (draw.Size(1, 4), draw.Size(2, 7));
        var (z, mask) = (draw.Normal(videos, clips, 5), draw.Mask(videos, clips));
        var scale = draw.Number(0.01, 100);
        foreach (var error in Enum.GetValues<AssignmentError>())
            Assert.Equal(Of(z, mask, 0.1, error, false).Item<double>(), Of(z * scale, mask, 0.1, error, false).Item<double>(), 1e-9);
    }

    [Fact]
    public void Two_videos_of_their_own_features_cost_nothing()
    {
        var z = Tensor.Of([1.0, 0, 2, 0, 0, 3, 0.5, 0]).Reshape(1, 4, 2);
        var mask = Tensor.Of([1.0, 1, 0, 1]).Reshape(1, 4);
        Assert.InRange(Of(z, mask, 0.07, AssignmentError.MeanSquare, false).Item<double>(), 0, 1e-9);
    }

    private static void Check(int seed, AssignmentError error, bool stopCentres)
    {
        var draw = new Drawing(seed);
        var (videos, clips, width) = (draw.Size(1, 3), draw.Size(2, 5), draw.Size(2, 4));
        var (z, mask, temperature) = (draw.Normal(videos, clips, width), draw.Mask(videos, clips), draw.Number(0.3, 1.5));
        var centres = Centres(z, mask);
        Assert.Equal(ByLoops(z, mask, centres, temperature, error), Of(z, mask, temperature, error, stopCentres).Item<double>(), 1e-10);

        // With stopped centres the gradient is that of the loss whose centres do not move with z.
        Func<Tensor[], Tensor> f = i =>
        {
            if (!stopCentres) return Of(i[0], mask, temperature, error, false);
            var leaf = i[0].Detach().RequireGradient();
            var stopped = Of(leaf, mask, temperature, error, true);
            var value = Tensor.Scalar(ByLoops(i[0], mask, centres, temperature, error), DType.Float64);
            return Graph.Record("StoppedCentres", value, i, (dY, sink) => sink.Add(i[0], stopped.Backward(dY)[leaf]));
        };
        GradientAssert.Agrees(f, new(), z);
    }

    private static Tensor Of(Tensor z, Tensor mask, double temperature, AssignmentError error, bool stopCentres) =>
        TemporalGrouping.Loss(TemporalGrouping.Assignment(z, mask, temperature, stopCentres), mask, error);

    // [video][0 background, 1 foreground][width]
    private static double[][][] Centres(Tensor z, Tensor mask)
    {
        var (videos, clips, width) = (z.Shape[0], z.Shape[1], z.Shape[2]);
        var (values, m) = (z.ToArray<double>(), mask.ToArray<double>());
        return [.. Enumerable.Range(0, videos).Select(i => Enumerable.Range(0, 2).Select(k =>
        {
            var members = Enumerable.Range(0, clips).Where(j => m[(i * clips) + j] == k).ToArray();
            return Enumerable.Range(0, width).Select(c => members.Average(j => values[(((i * clips) + j) * width) + c])).ToArray();
        }).ToArray())];
    }

    private static double ByLoops(Tensor z, Tensor mask, double[][][] centres, double temperature, AssignmentError error)
    {
        var (videos, clips, width) = (z.Shape[0], z.Shape[1], z.Shape[2]);
        var (values, m) = (z.ToArray<double>(), mask.ToArray<double>());
        var sum = 0.0;
        for (var i = 0; i < videos; i++)
            for (var j = 0; j < clips; j++)
            {
                var own = values.AsSpan(((i * clips) + j) * width, width).ToArray();
                var (b, f) = (Math.Exp(Cosine(own, centres[i][0]) / temperature), Math.Exp(Cosine(own, centres[i][1]) / temperature));
                var right = (m[(i * clips) + j] == 1 ? f : b) / (b + f);
                sum += error == AssignmentError.MeanSquare ? Math.Pow(1 - right, 2) : -Math.Log(right);
            }
        return sum / (videos * clips);
    }

    private static double Cosine(double[] a, double[] b) =>
        a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
}
