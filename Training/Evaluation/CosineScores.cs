using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gexia.Cpu;

namespace Gexia.Training.Evaluation;

/// <summary>Cosine similarity of rows of embeddings.</summary>
/// <remarks>
/// Each score is a function of its own two rows only, added up in a fixed order: it does not matter which block of the matrix
/// is asked for, how many threads there are or how wide their vectors, so a chunked evaluation equals a full one bit for bit.
/// </remarks>
public static class CosineScores
{
    /// <summary>Rows scaled to length 1.</summary>
    /// <param name="embeddings">[rows, width], float32 or float64.</param>
    /// <returns>[rows, width] float32; a row of zeros, or with NaN or infinity in it, becomes NaN and scores NaN with everything.</returns>
    /// <exception cref="ShapeException">It is no matrix.</exception>
    public static Tensor UnitRows(Tensor embeddings)
    {
        if (embeddings.Shape.Rank != 2)
            throw new ShapeException("CosineScores", $"needs [rows, width] embeddings, not {embeddings.Description}.", embeddings.Shape);
        embeddings = embeddings.ToHost();
        var from = embeddings.To(DType.Float64).ToArray<double>();
        var (rows, width) = (embeddings.Shape[0], embeddings.Shape[1]);
        var unit = embeddings.NewEmpty([rows, width], DType.Float32);
        var to = unit.Elements<float>();
        for (var row = 0; row < rows; row++)
        {
            double sum = 0;
            foreach (var x in from.AsSpan(row * width, width)) sum += x * x;
            var norm = double.IsFinite(sum) && sum > 0 ? Math.Sqrt(sum) : double.NaN;
            for (var i = row * width; i < (row + 1) * width; i++) to[i] = (float)(from[i] / norm);
        }
        return unit;
    }

    /// <summary>Scores of some queries with a whole gallery.</summary>
    /// <param name="queries">[queries, width], from <see cref="UnitRows"/>.</param>
    /// <param name="from">First query.</param>
    /// <param name="count">Number of queries.</param>
    /// <param name="gallery">[gallery, width], from <see cref="UnitRows"/>.</param>
    /// <returns>[count, gallery] in −1..1 up to rounding.</returns>
    public static Tensor Block(Tensor queries, int from, int count, Tensor gallery)
    {
        if (queries.Shape[1] != gallery.Shape[1])
            throw new ShapeException(
                "CosineScores", $"both must have one width. queries: {queries.Description}, gallery: {gallery.Description}.", queries.Shape,
                gallery.Shape);
        var scores = gallery.NewEmpty([count, gallery.Shape[0]]);
        scores.Device.Run(new Rows(queries, from, gallery, scores));
        return scores;
    }

    private readonly struct Rows(Tensor queries, int first, Tensor gallery, Tensor scores) : IKernel, ICpuKernel
    {
        public Operands Operands => new([queries, gallery], [scores]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, scores.Shape[0], Math.Max(1, 65536 / Math.Max(1, gallery.Length)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (items, width) = (gallery.Shape[0], gallery.Shape[1]);
            for (var row = from; row < to; row++)
            {
                var query = queries.Pointer<float>() + ((first + row) * width);
                var item = gallery.Pointer<float>();
                var score = scores.Pointer<float>() + (row * items);
                for (var i = 0; i < items; i++, item += width) score[i] = Dot(query, item, width);
            }
        }

        private static unsafe float Dot(float* a, float* b, int width)
        {
            Vector256<float> s0 = Vector256<float>.Zero, s1 = s0;
            var i = 0;
            for (; i + 16 <= width; i += 16)
            {
                s0 += Vector256.Load(a + i) * Vector256.Load(b + i);
                s1 += Vector256.Load(a + i + 8) * Vector256.Load(b + i + 8);
            }
            var sum = Vector256.Sum(s0 + s1);
            for (; i < width; i++) sum += a[i] * b[i];
            return sum;
        }
    }
}
