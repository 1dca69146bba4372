using Gexia.Testing;
using Gexia.Tests.Gradients.Reference;

namespace Gexia.Tests.Gradients;

/// <summary>
/// Every differentiable operation, one row each. A row buys: gradients against central differences, values against plain loops,
/// float32 against float64 at every vector width, views against copies, empty and size-1 axes, the same bits for any number of
/// threads, and proof that a mistake of 1 % in the backward pass would be noticed.
/// </summary>
public static partial class OpCases
{
    public static OpCase[] Rows { get; } =
    [
        Unary("Exp", x => x.Exp(), Math.Exp),
        Unary("Log", x => x.Log(), Math.Log, Domain.Positive),
        Unary("Sqrt", x => x.Sqrt(), Math.Sqrt, Domain.Positive),
        Unary("Square", x => x.Square(), x => x * x),
        Unary("Sigmoid", x => x.Sigmoid(), NaiveScalars.Sigmoid),
        Unary("QuickGelu", x => x.QuickGelu(), NaiveScalars.QuickGelu),
        Unary("Gelu", x => x.Gelu(), NaiveScalars.Gelu),
        Unary("Clamp", x => x.Clamp(-0.8, 0.5), x => Math.Clamp(x, -0.8, 0.5), Domain.AwayFrom(-0.8, 0.5)),
        Unary("Relu", x => x.Relu(), x => Math.Max(x, 0), Domain.AwayFrom(0)),
        Unary("Tanh", x => x.Tanh(), Math.Tanh),
        Unary("Pow, whole", x => x.Pow(3), x => x * x * x),
        Unary("Pow, whole and negative", x => x.Pow(-2), x => 1 / (x * x), Domain.NonZero),
        Unary("Pow, broken", x => x.Pow(2.5), x => Math.Pow(x, 2.5), Domain.Positive),
        Unary("Negate", x => -x, x => -x),
        Unary("Plus constant", x => x + 1.5, x => x + 1.5),
        Unary("Minus constant", x => x - 0.25, x => x - 0.25),
        Unary("Times constant", x => 2.5 * x, x => 2.5 * x),
        Unary("By constant", x => x / 3, x => x / 3),
        Unary("Constant plus", x => 1.5 + x, x => 1.5 + x),
        Unary("Constant minus", x => 1 - x, x => 1 - x),
        Unary("Constant by", x => 2 / x, x => 2 / x, Domain.NonZero),

        // In double precision it is the tensor itself; narrower dtypes are CastTests'.
        Unary("Cast", x => x.Cast(DType.Float64).Cast(x.DType), x => x),

        Pair("Add", (a, b) => a + b, (a, b) => a + b),
        Pair("Subtract", (a, b) => a - b, (a, b) => a - b),
        Pair("Multiply", (a, b) => a * b, (a, b) => a * b),
        Pair("Divide", (a, b) => a / b, (a, b) => a / b) with { Inputs = [Domain.Any, Domain.NonZero] },
        Pair("Maximum", (a, b) => a.Maximum(b), Math.Max),
        Pair("Minimum", (a, b) => a.Minimum(b), Math.Min),

        new("Reshape", Shapes.Reshape, (x, o) => x[0].Reshape(o), (x, o) => new(o, x[0].Values)),
        new("Permute", Shapes.Permute, (x, o) => x[0].Permute(o), (x, o) => NaiveShapes.Permute(x[0], o)),
        new("Transpose", (s, _) => new([[s.A, s.B, s.C]]), (x, _) => x[0].Transpose(), (x, _) => NaiveShapes.Permute(x[0], [0, 2, 1])),
        new("Slice", Shapes.Slice, (x, o) => x[0].Slice(o[0], o[1], o[2]), (x, o) => NaiveShapes.Slice(x[0], o[0], o[1], o[2])),
        new("Select", Shapes.Select, (x, o) => x[0].Select(o[0], o[1]), (x, o) => NaiveShapes.Select(x[0], o[0], o[1])),
        new("Expand", (s, rng) => new([Shapes.Broadcastable([s.A, s.B, s.C], rng)], s.A, s.B, s.C), (x, o) => x[0].Expand(o), (x, o) =>
            Grid.Of(o, i => x[0][i])),
        new("Concat", (s, _) => new([[s.A, s.B, s.C], [s.A, s.D, s.C]]),
            (x, _) => ConcatOp.Concat([x[0], x[1], x[0]], axis: 1), (x, _) => NaiveShapes.Concat(1, x[0], x[1], x[0])),
        new("Gather", Shapes.Table, (x, o) => x[0].Gather(Tensor.Of(o[2..], [o[0], o[1]], x[0].Device)), (x, o) =>
            NaiveShapes.Gather(x[0], o[..2], o[2..])),

        new("Sum", Shapes.Reduce, (x, o) => x[0].Sum(o[0], o[1] == 1), (x, o) => NaiveShapes.Reduce(x[0], o[0], o[1] == 1, mean: false)),
        new("Mean", Shapes.Reduce, (x, o) => x[0].Mean(o[0], o[1] == 1), (x, o) => NaiveShapes.Reduce(x[0], o[0], o[1] == 1, mean: true)),
        new("Sum of all", Shapes.One, (x, _) => x[0].Sum(), (x, _) => new([], [x[0].Values.Sum()])) { Inputs = [Domain.Positive] },
        new("Mean of all", Shapes.One, (x, _) => x[0].Mean(), (x, _) => new([], [x[0].Values.Sum() / x[0].Values.Length])),

        new("Max", Shapes.Extremum, (x, o) => x[0].Max(o[0], o[1] == 1), (x, o) =>
            NaiveShapes.Extremum(x[0], o[0], o[1] == 1, values => values.Max())) { Inputs = [Domain.Distinct] },
        new("Min", Shapes.Extremum, (x, o) => x[0].Min(o[0], o[1] == 1), (x, o) =>
            NaiveShapes.Extremum(x[0], o[0], o[1] == 1, values => values.Min())) { Inputs = [Domain.Distinct] },
        new("Max of all", Shapes.Some, (x, _) => x[0].Max(), (x, _) => new([], [x[0].Values.Max()])) { Inputs = [Domain.Distinct] },
        new("Min of all", Shapes.Some, (x, _) => x[0].Min(), (x, _) => new([], [x[0].Values.Min()])) { Inputs = [Domain.Distinct] },

        new("Softmax", Shapes.Rows, (x, _) => x[0].Softmax(), (x, _) => x[0].Rows(NaiveRows.Softmax)),
        new("LogSoftmax", Shapes.Rows, (x, _) => x[0].LogSoftmax(), (x, _) => x[0].Rows(NaiveRows.LogSoftmax)),
        new("L2Normalize", Shapes.Rows, (x, _) => x[0].L2Normalize(), (x, _) => x[0].Rows(row => NaiveRows.L2Normalize(row, 1e-12)))
        {
            Inputs = [Domain.NonZero]
        },
        new("L2Normalize of short rows", Shapes.Rows, (x, _) => x[0].L2Normalize(epsilon: 1e3), (x, _) =>
            x[0].Rows(row => NaiveRows.L2Normalize(row, 1e3))),
        new("LayerNorm", (s, _) => new([[s.A, s.B, s.C], [s.C], [s.C]]), (x, _) => x[0].LayerNorm(x[1], x[2]),
            (x, _) => NaiveRows.LayerNorm(x[0], x[1], x[2], 1e-5))
            {
                Inputs = [Domain.Distinct, Domain.Any], Cancelling = (x, _) => Terms.LayerNorm(x[0], x[1], 1e-5)
            },
        new("CrossEntropy", Shapes.Classes, (x, o) => x[0].CrossEntropy(o), (x, o) => NaiveRows.CrossEntropy(x[0], o)),
        new("SymmetricCrossEntropy", (s, _) => new([[s.C, s.C]]), (x, _) => x[0].SymmetricCrossEntropy(), (x, _) =>
            NaiveRows.SymmetricCrossEntropy(x[0])),

        new("MatMul", Shapes.Product, (x, _) => x[0].MatMul(x[1]), (x, _) => NaiveProducts.MatMul(x[0], x[1])),
        new("Linear", Shapes.Affine, (x, _) => x[0].Linear(x[1], x[2]), (x, _) => NaiveProducts.Linear(x[0], x[1], x[2])),
        new(
            "Linear without bias", (s, _) => new([[s.A, s.B, s.C], [s.D, s.C]]),
            (x, _) => x[0].Linear(x[1]),
            (x, _) => NaiveProducts.Linear(x[0], x[1], null)),
        new(
            "Linear with QuickGelu", Shapes.Affine, (x, _) => x[0].Linear(x[1], x[2], new QuickGelu()),
            (x, _) => NaiveProducts.Linear(x[0], x[1], x[2], NaiveScalars.QuickGelu)),
        new(
            "Linear with a residual", (s, _) => new([[s.A, s.B, s.C], [s.D, s.C], [s.D], [s.A, s.B, s.D]]),
            (x, _) => x[0].Linear(x[1], x[2], x[3]),
            (x, _) => Grid.Pairs(x[3], NaiveProducts.Linear(x[0], x[1], x[2]), (a, b) => a + b)),
        new(
            "Mlp", (s, _) => new([[s.A, s.C], [s.B, s.C], [s.B], [s.D, s.B], [s.D]]),
            (x, _) => x[0].Mlp(x[1], x[2], x[3], x[4], new QuickGelu()),
            (x, _) => NaiveProducts.Linear(NaiveProducts.Linear(x[0], x[1], x[2], NaiveScalars.QuickGelu), x[3], x[4])),
        new(
            "Mlp with a residual", (s, _) => new([[s.A, s.B, s.C], [s.D, s.C], [s.D], [s.C, s.D], [s.C]]),
            (x, _) => x[0].Mlp(x[1], x[2], x[3], x[4], new Gelu(), x[0]),
            (x, _) => Grid.Pairs(
                x[0], NaiveProducts.Linear(NaiveProducts.Linear(x[0], x[1], x[2], NaiveScalars.Gelu), x[3], x[4]), (a, b) => a + b)),
        new(
            "Linear with Gelu", Shapes.Affine, (x, _) => x[0].Linear(x[1], x[2], new Gelu()),
            (x, _) => NaiveProducts.Linear(x[0], x[1], x[2], NaiveScalars.Gelu)),

        Attention("Attention", masked: false, causal: false),
        Attention("Attention with a mask", masked: true, causal: false),
        Attention("Attention, causal", masked: false, causal: true),
        SelfAttention("SelfAttention", causal: false),
        SelfAttention("SelfAttention, causal", causal: true),

        new("ActivationCheckpoint", Shapes.Pair, (x, _) => ActivationCheckpoint.Run(i => (i[0] * i[1]).Sigmoid(), x),
            (x, _) => Grid.Pairs(x[0], x[1], (a, b) => NaiveScalars.Sigmoid(a * b))),
    ];

    private static OpCase Unary(string name, Func<Tensor, Tensor> apply, Func<double, double> reference, Domain? domain = null) =>
        new(name, Shapes.One, (x, _) => apply(x[0]), (x, _) => x[0].Map(reference)) { Inputs = [domain ?? Domain.Any] };

    private static OpCase Pair(string name, Func<Tensor, Tensor, Tensor> apply, Func<double, double, double> reference) =>
        new(name, Shapes.Pair, (x, _) => apply(x[0], x[1]), (x, _) => Grid.Pairs(x[0], x[1], reference));

    private static OpCase Attention(string name, bool masked, bool causal) =>
        new(name, (s, rng) => Shapes.Attention(s, rng, masked, causal),
            (x, o) => AttentionOp.Attention(x[0], x[1], x[2], o[0], masked ? MaskFor(x[1], o[2..]) : null, o[1] == 1),
            (x, o) => NaiveProducts.Attention(
                x[0], x[1], x[2], o[0], masked ? new(x[1].Shape[..2], Array.ConvertAll(o[2..], Shapes.Mask)) : null, o[1] == 1))
        { Cancelling = (x, o) => Terms.Attention(x[0], x[1], x[2], o[0]) };

    private static OpCase SelfAttention(string name, bool causal) => new(name,
        (s, rng) =>
            Shapes.Attention(s with { C = s.B }, rng, masked: true, causal) is var p
                ? p with { Shapes = [[s.A, s.B, 3 * p.Shapes[0][2]]] }
                : p,
        (x, o) => AttentionOp.SelfAttention(x[0], o[0], MaskFor(x[0], o[2..]), causal),
        (x, o) => NaiveProducts.Attention(NaiveProducts.Third(x[0], 0), NaiveProducts.Third(x[0], 1), NaiveProducts.Third(x[0], 2), o[0],
            new(x[0].Shape[..2], Array.ConvertAll(o[2..], Shapes.Mask)), causal))
    {
        Cancelling = (x, o) => Terms.Attention(
            NaiveProducts.Third(x[0], 0), NaiveProducts.Third(x[0], 1), NaiveProducts.Third(x[0], 2), o[0]),
    };

    private static Tensor MaskFor(Tensor keys, int[] codes) =>
        Tensor.Of(Array.ConvertAll(codes, Shapes.Mask), keys.Shape[..2]).To(keys.DType.Accumulated()).To(keys.Device);
}
