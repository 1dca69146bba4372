using Gexia.Models;
using Gexia.Models.Layers;

namespace Gexia.Tests.Models;

/// <summary>Where nothing walks back, a deeper model needs no more memory.</summary>
public class InferenceMemoryTests
{
    [Theory, InlineData(false), InlineData(true)]
    public void Depth_costs_no_memory_without_gradients(bool checkpoint)
    {
        Assert.Equal(Peak(2, checkpoint, record: false), Peak(9, checkpoint, record: false));
        Assert.True(Peak(2, checkpoint, record: true) < Peak(9, checkpoint, record: true));
    }

    [Fact]
    public void The_input_stays_and_so_does_what_an_observer_saw()
    {
        using var scope = TensorScope.Begin();
        using var pause = Graph.NoGradient();
        var (seen, input) = (new List<Tensor>(), Tensor.Normal(new Rng(2), [2, 5, 16]));
        var model = Model(3, checkpoint: false);
        var expected = model.Forward(input).ToArray<float>();
        Assert.Equal(expected, model.Forward(input, (_, x) => { seen.Add(x); return x; }).ToArray<float>());
        Assert.Equal(expected, seen[^1].ToArray<float>());
        Assert.NotEqual(seen[0].ToArray<float>(), seen[1].ToArray<float>());
    }

    private static long Peak(int layers, bool checkpoint, bool record)
    {
        var model = Model(layers, checkpoint);
        using var scope = TensorScope.Begin();
        using var pause = record ? default : Graph.NoGradient();
        model.Forward(Tensor.Normal(new Rng(2), [2, 5, 16]));
        return scope.Live.Peak;
    }

    private static Transformer Model(int layers, bool checkpoint) =>
        new(ParameterScope.Fresh(new Rng(1)), new() { Width = 16, Layers = layers, Heads = 2 }, causal: false, checkpoint);
}
