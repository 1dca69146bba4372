using System.Numerics;
using Gexia.Cpu;

namespace Gexia.Tests.Kernels;

/// <summary>One product with its memory: shape, layout, and what the plain triple loop says it is.</summary>
public sealed record GemmCase(
    int M, int N, int K, bool TransposeA = false, bool TransposeB = false, bool Accumulate = false, bool Bias = false,
    int Padding = 0, int Batch = 1)
{
    private const float Guard = 12345;

    /// <summary>The product by <see cref="Gemm"/>: C with its padding, which must come back untouched.</summary>
    public T[] Run<T>(int seed = 1) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (a, b, c, bias) = Inputs<T>(seed);
        var result = Tensor.Of(c);
        var problem = new GemmProblem
        {
            M = M, N = N, K = K,
            A = Tensor.Of(a), AOffset = 1, ARow = TransposeA ? 1 : ALine, AColumn = TransposeA ? ALine : 1,
            B = Tensor.Of(b), BOffset = 1, BRow = TransposeB ? 1 : BLine, BColumn = TransposeB ? BLine : 1,
            C = result, COffset = 1, CRow = CLine,
            Bias = Bias ? Tensor.Of(bias) : null, Accumulate = Accumulate,
        };
        Gemm.Run(problem, new GemmBatch { Outer = Batch, AOuter = ASize, BOuter = BSize, COuter = CSize });
        return result.ToArray<T>();
    }

    /// <summary>The largest error of a result, in units of the sum of the magnitudes each element was made of.</summary>
    public double Error<T>(T[] actual, int seed = 1) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (a, b, c, bias) = Inputs<T>(seed);
        var worst = 0.0;
        for (var i = 0; i < c.Length; i++)
        {
            var product = (i - 1) / Math.Max(CSize, 1);
            var row = (i - 1) % Math.Max(CSize, 1) / CLine;
            var column = (i - 1) % Math.Max(CSize, 1) % CLine;
            if (i == 0 || product >= Batch || row >= M || column >= N)
            {
                Assert.Equal(c[i], actual[i]);
                continue;
            }
            var sum = 0.0;
            var size = 0.0;
            for (var k = 0; k < K; k++)
            {
                var x = double.CreateChecked(a[1 + product * ASize + (TransposeA ? k * ALine + row : row * ALine + k)]);
                var y = double.CreateChecked(b[1 + product * BSize + (TransposeB ? column * BLine + k : k * BLine + column)]);
                sum += x * y;
                size += Math.Abs(x * y);
            }
            var start = Accumulate ? double.CreateChecked(c[i]) : 0;
            var added = Bias ? double.CreateChecked(bias[column]) : 0;
            sum += start + added;
            size += Math.Abs(start) + Math.Abs(added);
            worst = Math.Max(worst, Math.Abs(double.CreateChecked(actual[i]) - sum) / (size + 1e-30));
        }
        return worst;
    }

    private int ALine => (TransposeA ? M : K) + Padding;
    private int BLine => (TransposeB ? K : N) + Padding;
    private int CLine => Math.Max(N + Padding, 1);
    private int ASize => (TransposeA ? K : M) * ALine;
    private int BSize => (TransposeB ? N : K) * BLine;
    private int CSize => M * CLine;

    private (T[] A, T[] B, T[] C, T[] Bias) Inputs<T>(int seed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        T[] Values(int count)
        {
            var values = new T[count];
            for (var i = 0; i < count; i++) values[i] = T.CreateChecked((float)(random.NextDouble() * 2 - 1));
            return values;
        }
        // One element of offset: no operand is aligned to a vector.
        var a = Values(Batch * ASize + 1);
        var b = Values(Batch * BSize + 1);
        var bias = Values(N);
        var c = Accumulate ? Values(Batch * CSize + 1) : Enumerable.Repeat(T.CreateChecked(Guard), Batch * CSize + 1).ToArray();
        return (a, b, c, bias);
    }
}
