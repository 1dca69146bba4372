using Gexia.Tests.Gradients;

namespace Gexia.Tests.Models.SViLM;

/// <summary>Right gradients pass, and a mistake of one percent in the gradient of any input is found.</summary>
internal static class GradientAssert
{
    /// <summary>Checks f, and then f with a mistake in each input whose gradient is not zero altogether.</summary>
    /// <param name="f">The function.</param>
    /// <param name="options">How it is checked.</param>
    /// <param name="inputs">Its inputs.</param>
    public static void Agrees(Func<Tensor[], Tensor> f, GradientCheckOptions options, params Tensor[] inputs)
    {
        GradientCheck.Run(f, options, inputs).ThrowIfWrong();
        var planted = 0;
        for (var place = 0; place < inputs.Length; place++)
        {
            var (before, behind) = (inputs[..place], inputs[(place + 1)..]);
            Func<Tensor[], Tensor> one = moved => f([.. before, moved[0], .. behind]);
            var leaf = inputs[place].Detach().RequireGradient();
            var value = one([leaf]);
            var gradient = value.Backward(Tensor.Normal(new Rng(1), value.Shape, type: DType.Float64))[leaf];
            var largest = gradient.ToArray<double>().Max(Math.Abs);
            // A bias that a soft-max or a normalisation cancels: there is nothing to be wrong by one percent.
            if (largest < 1e-9) continue;
            var result = GradientCheck.Run(moved => Planted.Scaled(i => one(i) / largest, moved, _ => 1.01), options, inputs[place]);
            Assert.True(
                result.Verdict == GradientVerdict.Wrong, $"One percent more in the gradient of input {place} of {inputs.Length}: {result}");
            planted++;
        }
        Assert.True(planted > 0, "no input has a gradient");
    }
}
