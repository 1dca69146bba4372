using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Layers;
using Gexia.Training;

namespace Gexia.Tests.Training;

/// <summary>A batch embedded in parts has the loss and the gradients of the whole batch, and the memory of a part.</summary>
public sealed class MicroBatchTests
{
    private const int Pairs = 7;

    [Theory, InlineData(1, false), InlineData(2, false), InlineData(3, true), InlineData(6, false), InlineData(9, true)]
    public void Loss_and_gradients_are_the_whole_batchs(int microBatch, bool checkpoint)
    {
        var model = Model(DType.Float64, checkpoint);
        var (loss, expected, _) = Step(model, 0);
        var (lossInParts, actual, _) = Step(model, microBatch);
        Assert.Equal(loss, lossInParts, 1e-13);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var allowed = 1e-14 + (1e-11 * expected[i].Max(Math.Abs));     // some, such as of the biases of keys, are 0 but for rounding
            Assert.All(expected[i].Zip(actual[i]), pair => Assert.Equal(pair.First, pair.Second, allowed));
        }
        Assert.Contains(expected, gradient => gradient.Any(value => value != 0));
    }

    [Fact]
    public void The_same_parts_give_the_same_bits()
    {
        var model = Model(DType.Float32, checkpoint: false);
        Assert.Equal(Step(model, 2).Gradients, Step(model, 2).Gradients);
    }

    [Fact]
    public void Memory_is_that_of_a_part()
    {
        var model = Model(DType.Float32, checkpoint: false);
        var parameters = model.Parameters.Length * sizeof(float);
        var activations = Step(model, 0).Peak - parameters;
        // The gradients of a part come on top while it is walked back.
        Assert.InRange(Step(model, 1).Peak - (2 * parameters), 1, activations / 3);
    }

    private static (double Loss, double[][] Gradients, long Peak) Step(GexiaModel model, int microBatch)
    {
        using var scope = TensorScope.Begin();
        var loss = new VideoTextObjective(model, microBatch: microBatch).LossOf(new VideoTextBatch(Batch(), new Iterations(2, 1))).Total;
        var gradients = loss.Backward(release: true);
        return (
            loss.At(), [.. model.Parameters.Select(parameter => gradients[parameter.Value].To(DType.Float64).ToArray<double>())],
            scope.Live.Peak);
    }

    private static GexiaModel Model(DType type, bool checkpoint)
    {
        var tower = new TowerConfig { Width = 16, Layers = 2, Heads = 2 };
        return new(ParameterScope.Fresh(new Rng(1), type), new()
        {
            Vision = new() { ImageSize = 16, PatchSize = 4, Tower = tower },
            Text = new() { VocabularySize = 20, ContextLength = 9, Tower = tower },
            Iam = new() { Vectors = 4, Width = 16, Heads = 2 },
            Checkpoint = checkpoint,
        });
    }

    // Texts of many lengths, so that parts are cut differently.
    private static Batch Batch()
    {
        var (rng, pixels, ids) = (new Rng(4), new byte[Pairs * 4 * 16 * 16 * 3], new int[Pairs * 9]);
        foreach (ref var pixel in pixels.AsSpan()) pixel = (byte)rng.NextInt32(256);
        for (var text = 0; text < Pairs; text++)
        {
            for (var i = 0; i <= text; i++) ids[(text * 9) + i] = 1 + rng.NextInt32(17);
            ids[(text * 9) + text + 1] = 19;
        }
        return new("SVST", 4, 16, pixels, 9, ids, [.. Enumerable.Range(0, Pairs)]);
    }
}
