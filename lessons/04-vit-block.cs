#:project ../Models/Gexia.Models.csproj

// 4. A block of a vision transformer
//
// A picture is cut into patches; each patch becomes a vector (a "token") by a linear map; a class token is put in front. Then come blocks
// that are all alike. Each has two halves, and each half *adds* something to the tokens, so that what was there is never lost:
//
//     x ← x + Attention(LN₁(x))          tokens look at each other
//     x ← x + W₂·f(W₁·LN₂(x) + b₁) + b₂     every token is worked on alone
//
// LN is layer normalisation: of every token subtract its mean and divide by its deviation, then scale and shift: (t − μ)/√(σ² + ε)·γ + β.
// f is CLIP's activation, f(u) = u/(1 + exp(−1.702u)).

using Gexia;
using Gexia.Models;
using Gexia.Models.Layers;

Lesson.Part("Patches are rows of numbers");
// A picture of 4×4 pixels in patches of 2×2: four patches of four numbers each. Patch (r, s) holds the pixels (2r + a, 2s + b).
var picture = Enumerable.Range(0, 16).Select(i => (double)i).ToArray();
var patches = new double[4][];
for (var r = 0; r < 2; r++)
    for (var s = 0; s < 2; s++)
        patches[(r * 2) + s] =
            [.. from a in Enumerable.Range(0, 2) from b in Enumerable.Range(0, 2) select picture[(((2 * r) + a) * 4) + (2 * s) + b]];
Lesson.Table(["patch", "0", "1", "2", "3"], patches.Select((patch, i) => new object[] { i, patch[0], patch[1], patch[2], patch[3] }));
// With tensors: split both axes, bring the two axes of patches to the front, and flatten.
var cut = Tensor.Of(picture, [2, 2, 2, 2]).Permute(0, 2, 1, 3).Reshape(4, 4);
Lesson.Same("the same by reshape and permute", cut.ToArray<double>(), [.. patches.SelectMany(patch => patch)]);

Lesson.Part("The block by hand");
const int tokens = 5, width = 6, heads = 2, hidden = 12;
const double epsilon = 1e-5;
var scope = ParameterScope.Fresh(new Rng(seed: 4), DType.Float64);
var block = new TransformerBlock(scope, width, heads, hidden, Activation.QuickGelu, epsilon, Initialization.FanIn);
Console.WriteLine("  parameters: " + string.Join("\n              ", scope.All.Select(parameter => parameter.ToString())));

double[] P(string name) => scope.All[name].Value.ToArray<double>();
var input = Tensor.Normal(new Rng(seed: 5), [1, tokens, width], type: DType.Float64);
var x = Rows(input.ToArray<double>(), width);

// First half. One product makes queries, keys and values side by side; every head works on its own slice of the width.
var normed = x.Select(t => LayerNorm(t, P("ln_1.weight"), P("ln_1.bias"))).ToArray();
var packed = normed.Select(t => Linear(t, P("attn.in_proj_weight"), P("attn.in_proj_bias"))).ToArray();
var mixed = Enumerable.Range(0, tokens).Select(_ => new double[width]).ToArray();
const int head = width / heads;
for (var h = 0; h < heads; h++)
    for (var i = 0; i < tokens; i++)
    {
        var scores = Enumerable.Range(0, tokens)
            .Select(j => Enumerable.Range(h * head, head).Sum(l => packed[i][l] * packed[j][width + l]) / Math.Sqrt(head)).ToArray();
        var total = scores.Sum(Math.Exp);
        for (var j = 0; j < tokens; j++)
            for (var l = h * head; l < (h + 1) * head; l++) mixed[i][l] += Math.Exp(scores[j]) / total * packed[j][(2 * width) + l];
    }
for (var i = 0; i < tokens; i++) x[i] = Add(x[i], Linear(mixed[i], P("attn.out_proj.weight"), P("attn.out_proj.bias")));

// Second half.
for (var i = 0; i < tokens; i++)
{
    var inner = Linear(LayerNorm(x[i], P("ln_2.weight"), P("ln_2.bias")), P("mlp.c_fc.weight"), P("mlp.c_fc.bias"));
    x[i] = Add(x[i], Linear(Array.ConvertAll(inner, u => u / (1 + Math.Exp(-1.702 * u))), P("mlp.c_proj.weight"), P("mlp.c_proj.bias")));
}

Lesson.Part("The library's block gives the same");
var output = block.Forward(input, causal: false);
Console.WriteLine(output);
Lesson.Same("all numbers of the block", output.ToArray<double>(), [.. x.SelectMany(t => t)], 1e-9);

// What normalisation does: a token that is shifted and scaled comes out the same.
var token = input.Select(0, 0).Slice(0, 0, 1);
var (ones, zeros) = (Tensor.Ones([width], DType.Float64), Tensor.Zeros([width], DType.Float64));
Lesson.Same(
    "LN(100·t + 7) = LN(t)", ((100 * token) + 7).LayerNorm(ones, zeros, 1e-12).ToArray<double>(),
    token.LayerNorm(ones, zeros, 1e-12).ToArray<double>());
Lesson.End();

double[] LayerNorm(double[] t, double[] gamma, double[] beta)
{
    var mean = t.Average();
    var variance = t.Average(u => (u - mean) * (u - mean));
    return [.. t.Select((u, i) => ((u - mean) / Math.Sqrt(variance + epsilon) * gamma[i]) + beta[i])];
}

// y = W·t + b, W row by row.
double[] Linear(double[] t, double[] weight, double[] bias) =>
    [.. bias.Select((shift, row) => shift + Enumerable.Range(0, t.Length).Sum(column => weight[(row * t.Length) + column] * t[column]))];

double[] Add(double[] a, double[] b) => [.. a.Zip(b, (u, w) => u + w)];

double[][] Rows(double[] values, int length) => [.. values.Chunk(length)];
