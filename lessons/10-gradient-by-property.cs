#:project ../Testing/Gexia.Testing.csproj

// 10. A gradient is a claim, and a claim can be tested
//
// Somebody derives dL/dx on paper and types it in. Is it right? A central difference knows no derivation:
//
//     ∂L/∂xᵢ ≈ (L(x + h·eᵢ) − L(x − h·eᵢ)) / 2h
//
// Its error has two parts: the curvature leaves out a term of size h², and rounding adds one of size 10⁻¹⁶/h. The best h is where both are
// alike, near 10⁻⁵ or 10⁻⁶; then some ten digits agree.

using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Gexia;
using Gexia.Testing;

Lesson.Part("How small a step?");
double[] steps = [1e-1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13];
var errors = steps.Select(h => Math.Abs(((Math.Exp(1 + h) - Math.Exp(1 - h)) / (2 * h)) - Math.E)).ToArray();
Lesson.Table(
    ["h", "error of the difference for eˣ at 1"],
    steps.Zip(errors, (h, error) => new object[] { h.ToString("0E0"), error.ToString("0.0E0") }));
Lesson.Holds("neither the largest nor the smallest step is the best", errors.Min() < errors[0] / 1e6 && errors.Min() < errors[^1] / 1e3);
Lesson.Chart("10-steps.svg", "log₁₀ of the error, h from 10⁻¹ to 10⁻¹³", ("error", [.. errors.Select(Math.Log10)]));

// Which function L? A sum of all outputs would be blind: the outputs of a soft-max add up to 1 whatever x is, so the gradient of their sum
// is 0 whatever the backward pass does. So L = ⟨C, f(x)⟩ with a random C.

Lesson.Part("A sum is blind, a random contraction sees");
var x = Tensor.Normal(new Rng(seed: 1), [2, 3], type: DType.Float64);
Tensor TwiceTooLarge(Tensor input)
{
    var inner = input.Detach().RequireGradient();
    var y = inner.Softmax();
    return Graph.Record("Softmax", y.Detach(), [input], (dY, sink) => sink.Add(input, 2 * y.Backward(dY)[inner]));
}
Lesson.Holds("the sum of a wrong soft-max passes", GradientCheck.Run(inputs => TwiceTooLarge(inputs[0]).Sum(), x).Agrees);
Lesson.Holds("the wrong soft-max itself does not", !GradientCheck.Run(inputs => TwiceTooLarge(inputs[0]), x).Agrees);

// One example proves little. A property is a claim about all inputs: FsCheck draws shapes, with axes of 0 and 1 among them, layouts and
// values, and when the claim fails it looks for the smallest example that still fails.
//
// Here is y = x·σ(x), whose derivation lost a term where x is above 1: dy/dx = σ(x)·(1 + x·(1 − σ(x))).

Lesson.Part("A property finds the mistake, and shrinks it");
Tensor Swish(Tensor input)
{
    var sigmoid = input.Detach().Sigmoid();
    var y = input.Detach() * sigmoid;
    var right = sigmoid * (1 + (input.Detach() * (1 - sigmoid)));
    var isAbove = input.Detach().Maximum(Tensor.Scalar(1, DType.Float64)) - 1;                 // 0 up to 1: there the gradient is right
    return Graph.Record("Swish", y, [input], (dY, sink) => sink.Add(input, dY * (right + isAbove)));
}

var told = "";
try
{
    Prop.ForAll(RandomTensors.Arbitrary(), t => GradientCheck.Run(inputs => Swish(inputs[0]), t).ThrowIfWrong())
        .Check(Config.QuickThrowOnFailure.WithReplay(10, 1));
}
catch (Exception error) { told = error.Message.ReplaceLineEndings("\n"); }
Console.WriteLine("  " + string.Join("\n  ", told.Split('\n').TakeWhile(line => !line.StartsWith("   at ", StringComparison.Ordinal))));
Lesson.Holds("it was found", told.StartsWith("Falsifiable", StringComparison.Ordinal));
Lesson.Holds("and made as small as could be: a single number above 1", Regex.IsMatch(told, @"Shrunk:\nfloat64\[\] ([2-9]|1\.\d)"));

Lesson.Part("With the gradient as it should be");
Prop.ForAll(RandomTensors.Arbitrary(), t => GradientCheck.Run(inputs => inputs[0] * inputs[0].Sigmoid(), t).Agrees)
    .QuickCheckThrowOnFailure();
Lesson.Holds("100 random tensors agree", true);
Lesson.End();
