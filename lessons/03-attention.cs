#:project ../Tensor/Gexia.Tensor.csproj
#:project ../Autograd/Gexia.Autograd.csproj

// 3. Attention: a mixture chosen by similarity
//
// There are n queries and m pairs of a key and a value, all vectors of width c. A query is compared with every key by a dot product; the
// results become weights that add up to 1; the answer is the mixture of the values with these weights.
//
//     sᵢⱼ = ⟨qᵢ, kⱼ⟩ / √c            how well key j fits query i
//     pᵢⱼ = exp(sᵢⱼ) / Σⱼ′ exp(sᵢⱼ′)    soft-max: positive, and a row adds up to 1
//     oᵢ = Σⱼ pᵢⱼ·vⱼ
//
// Why √c: a dot product of c independent numbers of deviation 1 has deviation √c. Divided by it, scores stay of one size for any width.

using Gexia;

const int n = 3, m = 4, c = 2;
double[,] q = { { 2, 0 }, { 0, 2 }, { 1, 1 } };
double[,] k = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 3, 3 } };
double[,] v = { { 10, 0 }, { 0, 10 }, { 5, 5 }, { 1, -1 } };

Lesson.Part("By hand");
var p = Weights(hidden: []);
Lesson.Table(["query", "key 0", "key 1", "key 2", "key 3", "sum"], Enumerable.Range(0, n).Select(i =>
    new object[] { i, p[i, 0], p[i, 1], p[i, 2], p[i, 3], Enumerable.Range(0, m).Sum(j => p[i, j]) }));
for (var i = 0; i < n; i++) Lesson.Same($"the weights of query {i} add up to 1", Enumerable.Range(0, m).Sum(j => p[i, j]), 1);
Lesson.Holds("query 0 prefers key 0 to key 1, query 1 the other way round", p[0, 0] > p[0, 1] && p[1, 1] > p[1, 0]);

Lesson.Part("The library gives the same");
Tensor Batch(double[,] matrix) => Tensor.Of(matrix).Reshape(1, matrix.GetLength(0), c);
var o = AttentionOp.Attention(Batch(q), Batch(k), Batch(v), heads: 1);
Console.WriteLine(o);
Lesson.Same("o", o.ToArray<double>(), Mixtures(p), 1e-12);

// Hiding a key: add −∞ to its scores. exp(−∞) = 0, so it has exactly no weight. That is how padding is kept out, and how a text tower is
// kept from looking at words that come later ("causal").

Lesson.Part("A hidden key has exactly no weight");
var mask = Tensor.Of(0, 0, 0, double.NegativeInfinity).Reshape(1, m);
var without = Weights(hidden: [3]);
Lesson.Same("the weight of key 3", without[2, 3], 0, 0);
Lesson.Same(
    "o without key 3", AttentionOp.Attention(Batch(q), Batch(k), Batch(v), heads: 1, mask).ToArray<double>(), Mixtures(without), 1e-12);

// Order plays no part: shuffle the pairs of keys and values, and the answer stays. This is why towers add a position to every token.

Lesson.Part("Order plays no part");
int[] order = [2, 0, 3, 1];
Tensor Shuffled(double[,] matrix) => Tensor.Of(matrix).Gather(Tensor.Of(order)).Reshape(1, m, c);
Lesson.Same(
    "o of shuffled pairs", AttentionOp.Attention(Batch(q), Shuffled(k), Shuffled(v), heads: 1).ToArray<double>(), o.ToArray<double>(),
    1e-12);

// The gradient. With dO given: dV = Pᵀ·dO, dP = dO·Vᵀ, and through the soft-max dSᵢⱼ = pᵢⱼ·(dPᵢⱼ − Σⱼ′ dPᵢⱼ′·pᵢⱼ′). The derivation is in
// docs/math/attention.md. Here for L = the sum of all outputs, where dO is 1 everywhere:

Lesson.Part("The gradient of the values");
var values = Batch(v).RequireGradient();
var dV = AttentionOp.Attention(Batch(q), Batch(k), values, heads: 1).Sum().Backward()[values];
var byHand = new double[m * c];
for (var j = 0; j < m; j++)
    for (var l = 0; l < c; l++)
        for (var i = 0; i < n; i++) byHand[(j * c) + l] += p[i, j];
Lesson.Same("dV = Pᵀ·dO", dV.ToArray<double>(), byHand, 1e-12);
Lesson.End();

double[,] Weights(int[] hidden)
{
    var weights = new double[n, m];
    for (var i = 0; i < n; i++)
    {
        var scores = new double[m];
        for (var j = 0; j < m; j++)
        {
            for (var l = 0; l < c; l++) scores[j] += q[i, l] * k[j, l] / Math.Sqrt(c);
            if (hidden.Contains(j)) scores[j] = double.NegativeInfinity;
        }
        // Subtracting the largest changes no quotient, and keeps exp from overflowing.
        var total = scores.Sum(score => Math.Exp(score - scores.Max()));
        for (var j = 0; j < m; j++) weights[i, j] = Math.Exp(scores[j] - scores.Max()) / total;
    }
    return weights;
}

double[] Mixtures(double[,] weights)
{
    var mixtures = new double[n * c];
    for (var i = 0; i < n; i++)
        for (var j = 0; j < m; j++)
            for (var l = 0; l < c; l++) mixtures[(i * c) + l] += weights[i, j] * v[j, l];
    return mixtures;
}
