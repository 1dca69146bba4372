#:project ../Models/Gexia.Models.csproj

// 7. Iterative approximation: features of any length in a vector of one size
//
// A video of 16 frames has thousands of tokens, a short one hundreds, a caption a dozen. To compare them, GEXIA lets N learned *base
// vectors* look at the tokens F again and again (GEXIA, section 3.2):
//
//     A⁰ = Approx(A_base, F; θ_unrolled)
//     Aʲ = Approx(Aʲ⁻¹, F; θ_shared)       for j = 1 … #iter
//     embedding = the mean of the N vectors of the last A
//
// One step, on vectors A:      A ← A + CrossAttention(LN(A), LN(F))     ask the tokens
//                              A ← A + SelfAttention(LN(A))             talk to each other
//                              A ← A + MLP(LN(A))                       think alone
//
// θ_shared is used #iter times: more iterations cost time and no parameters. Long videos get more than short ones, pictures get none.

using Gexia;
using Gexia.Models;

const int featureWidth = 6, width = 8, vectors = 4;
var scope = ParameterScope.Fresh(new Rng(seed: 7), DType.Float64);
var iam = new IterativeApproximation(scope, new IamConfig { Vectors = vectors, Width = width, Heads = 2 }, featureWidth);

Lesson.Part("One size for any length");
Lesson.Table(["tokens", "embedding"], new[] { 1, 5, 40 }.Select(m => new object[] { m, iam.Embed(Features(m, 1), 3).Shape }));
Lesson.Table(["#iter", "parameters"], new[] { 1, 3, 6 }.Select(iterations => new object[] { iterations, scope.All.Length }));

// By hand, from the steps above and nothing but sums, products and the functions of lessons 3 and 4.

Lesson.Part("By hand");
var f = Features(5, seed: 1);
var a = P("base");
a = Step(a, f.Reshape(5, featureWidth), "unrolled");
for (var j = 1; j <= 3; j++) a = Step(a, f.Reshape(5, featureWidth), "shared");
a = Norm(a, "ln_out");
var embedding = a.Mean(0);
Console.WriteLine(embedding);

Lesson.Part("The library gives the same");
Lesson.Same("the embedding after three iterations", iam.Embed(f, iterations: 3).ToArray<double>(), embedding.ToArray<double>(), 1e-9);

// An embedding is a set's, not a sequence's: the order of the tokens plays no part. Order has to be in the tokens, which is why GEXIA adds
// a learned vector per frame number before it lays the frames end to end.

Lesson.Part("Order plays no part");
var reversed = f.Reshape(5, featureWidth).Gather(Tensor.Of(4, 3, 2, 1, 0)).Reshape(1, 5, featureWidth);
Lesson.Same("the same tokens from last to first", iam.Embed(reversed, 3).ToArray<double>(), iam.Embed(f, 3).ToArray<double>(), 1e-9);

// How much one more iteration changes: the vectors settle, or move on; with random weights nobody has taught them to.

Lesson.Part("From iteration to iteration");
var distances =
    Enumerable.Range(0, 6).Select(j => Math.Sqrt((iam.Embed(f, j + 1) - iam.Embed(f, j)).Square().Sum().Item<double>())).ToArray();
Lesson.Table(["from", "to", "moved by"], distances.Select((distance, j) => new object[] { j, j + 1, distance }));
Lesson.Chart("07-iterations.svg", "How far one more iteration moves the embedding", ("untrained", distances));
Lesson.Holds("every iteration does something", distances.All(distance => distance > 1e-6));
Lesson.End();

Tensor P(string name) => scope.All[name].Value;

Tensor Features(int m, ulong seed) => Tensor.Normal(new Rng(seed), [1, m, featureWidth], type: DType.Float64);

Tensor Norm(Tensor x, string name)
{
    var mean = x.Mean(-1, keep: true);
    var variance = (x - mean).Square().Mean(-1, keep: true);
    return ((x - mean) / (variance + 1e-5).Sqrt() * P($"{name}.weight")) + P($"{name}.bias");
}

Tensor Linear(Tensor x, string name) => x.MatMul(P($"{name}.weight").Transpose()) + P($"{name}.bias");

// Both heads, each on its half of the width.
Tensor Attention(Tensor query, Tensor tokens, string name)
{
    var (q, k, v) = (Linear(query, $"{name}q"), Linear(tokens, $"{name}k"), Linear(tokens, $"{name}v"));
    var heads = Enumerable.Range(0, 2).Select(h =>
    {
        Tensor Head(Tensor x) => x.Slice(1, h * width / 2, width / 2);
        return (Head(q).MatMul(Head(k).Transpose()) / Math.Sqrt(width / 2.0)).Softmax().MatMul(Head(v));
    });
    return Linear(ConcatOp.Concat([.. heads], axis: 1), $"{name}o");
}

Tensor Step(Tensor a, Tensor features, string weights)
{
    a += Attention(Norm(a, $"{weights}.ln_a"), Norm(features, $"{weights}.ln_f"), $"{weights}.");
    var s = Norm(a, $"{weights}.ln_s");
    a += Attention(s, s, $"{weights}.sa.");
    return a + Linear(Linear(Norm(a, $"{weights}.ln_m"), $"{weights}.mlp.fc1").Gelu(), $"{weights}.mlp.fc2");
}
