namespace Gexia.Tests.Gradients;

/// <summary>Operations with a mistake in their backward pass, made as a user makes an operation: through Graph.Record.</summary>
internal static class Planted
{
    /// <summary>f with the right value, whose gradient of input i is factor(i) times the right one.</summary>
    public static Tensor Scaled(Func<Tensor[], Tensor> f, Tensor[] inputs, Func<int, double> factor)
    {
        var leaves = Array.ConvertAll(inputs, input => input.Detach().RequireGradient());
        var right = f(leaves);
        return Graph.Record("Planted", right.Detach(), inputs, (dY, sink) =>
        {
            var gradients = right.Backward(dY);
            for (var i = 0; i < inputs.Length; i++)
                if (gradients.TryGet(leaves[i], out var gradient)) sink.Add(inputs[i], gradient * factor(i));
        });
    }
}
