#:project ../Tensor/Gexia.Tensor.csproj
#:project ../Autograd/Gexia.Autograd.csproj

// 11. A kernel on the ladder: the same sums, a hundred times faster
//
// The product of two n×n matrices is n³ multiplications and additions:
//
//     cᵢⱼ = Σₚ aᵢₚ·bₚⱼ
//
// What decides the speed is not their number but where the operands lie and what the processor can do at once. Each rung below changes one
// thing. The library's own ladder, with more rungs and measurements, is in Benchmarks/Ladder.

using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia;

const int n = 384;
var rng = new Rng(seed: 11);
float[] a = Random(), b = Random();

Lesson.Part($"Products of {n}×{n} matrices, one thread and then all");
var exact = new float[n * n];
Rungs.Naive(n, a, b, exact);
var rungs = new (string Name, Action<int, float[], float[], float[]> Run)[]
{
    ("three loops", Rungs.Naive), ("rows first", Rungs.RowsFirst), ("vectors", Rungs.Vectors), ("tiles in registers", Rungs.Tiles),
    ("the library", Rungs.Library),
};
var results = rungs.Select(rung =>
{
    var c = new float[n * n];
    rung.Run(n, a, b, c);                                                                       // compiled, and in the cache
    var times = Enumerable.Range(0, 5).Select(_ =>
    {
        var watch = Stopwatch.StartNew();
        rung.Run(n, a, b, c);
        return watch.Elapsed.TotalSeconds;
    }).Order().ToArray();
    Lesson.Same(rung.Name, Array.ConvertAll(c, x => (double)x), Array.ConvertAll(exact, x => (double)x), 1e-3);
    return (rung.Name, Rate: 2.0 * n * n * n / times[2] / 1e9);
}).ToArray();

// How fast is a thing of this machine and this moment, so it is shown and not checked.
Lesson.Table(
    ["rung", "billions of operations a second", "times the first"],
    results.Select(result => new object[] { result.Name, result.Rate, result.Rate / results[0].Rate }));
Lesson.Chart("11-ladder.svg", "Billions of operations a second, rung by rung", ("measured", [.. results.Select(result => result.Rate)]));
Lesson.End();

float[] Random() => Tensor.Normal(rng, [n, n]).ToArray<float>();

// Compiled at their best at once (AggressiveOptimization), as the runtime otherwise starts with a quick, slow version.
static class Rungs
{
    // The textbook. b is read down a column: every step is another line of memory, and each addition waits for the one before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Naive(int n, float[] a, float[] b, float[] c)
    {
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
            {
                var sum = 0f;
                for (var p = 0; p < n; p++) sum += a[(i * n) + p] * b[(p * n) + j];
                c[(i * n) + j] = sum;
            }
    }

    // The same sums in another order: row i of c gathers aᵢₚ times row p of b. The inner loop walks along rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RowsFirst(int n, float[] a, float[] b, float[] c)
    {
        Array.Clear(c);
        for (var i = 0; i < n; i++)
            for (var p = 0; p < n; p++)
            {
                var x = a[(i * n) + p];
                Span<float> row = c.AsSpan(i * n, n), other = b.AsSpan(p * n, n);
                for (var j = 0; j < row.Length; j++) row[j] += x * other[j];
            }
    }

    // Vectors: one instruction does the same to 4, 8 or 16 numbers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Vectors(int n, float[] a, float[] b, float[] c)
    {
        Array.Clear(c);
        for (var i = 0; i < n; i++)
            for (var p = 0; p < n; p++)
            {
                var x = new Vector<float>(a[(i * n) + p]);
                for (var j = 0; j < n; j += Vector<float>.Count)
                {
                    var sum = new Vector<float>(c, (i * n) + j) + (x * new Vector<float>(b, (p * n) + j));
                    sum.CopyTo(c, (i * n) + j);
                }
            }
    }

    // A tile of 4 rows and 2 vectors stays in registers while p runs: c is not loaded and stored for every product, and every piece of b is
    // used four times once it is there.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tiles(int n, float[] a, float[] b, float[] c)
    {
        var width = Vector<float>.Count;
        for (var i = 0; i < n; i += 4)
            for (var j = 0; j < n; j += 2 * width)
            {
                Vector<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default,
                    s31 = default;
                for (var p = 0; p < n; p++)
                {
                    var (b0, b1) = (new Vector<float>(b, (p * n) + j), new Vector<float>(b, (p * n) + j + width));
                    var x = new Vector<float>(a[(i * n) + p]);
                    (s00, s01) = (s00 + (x * b0), s01 + (x * b1));
                    x = new Vector<float>(a[((i + 1) * n) + p]);
                    (s10, s11) = (s10 + (x * b0), s11 + (x * b1));
                    x = new Vector<float>(a[((i + 2) * n) + p]);
                    (s20, s21) = (s20 + (x * b0), s21 + (x * b1));
                    x = new Vector<float>(a[((i + 3) * n) + p]);
                    (s30, s31) = (s30 + (x * b0), s31 + (x * b1));
                }
                s00.CopyTo(c, (i * n) + j);
                s01.CopyTo(c, (i * n) + j + width);
                s10.CopyTo(c, ((i + 1) * n) + j);
                s11.CopyTo(c, ((i + 1) * n) + j + width);
                s20.CopyTo(c, ((i + 2) * n) + j);
                s21.CopyTo(c, ((i + 2) * n) + j + width);
                s30.CopyTo(c, ((i + 3) * n) + j);
                s31.CopyTo(c, ((i + 3) * n) + j + width);
            }
    }

    // The library: larger tiles, b packed so that it is read in order, blocks that fit the caches, one rounding for each
    // multiply-add, all threads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Library(int n, float[] a, float[] b, float[] c) =>
        Tensor.Of(a, [n, n]).MatMul(Tensor.Of(b, [n, n])).AsReadOnlySpan<float>().CopyTo(c);
}
