using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Search.Vectors;

/// <summary>Writes the codes of float32 rows, with their scales and bounds. An item is a row.</summary>
/// <param name="source">[rows, at least width] float32.</param>
/// <param name="from">The first row of the source.</param>
/// <param name="codes">[capacity, stride] bfloat16 or int8; behind the width 0 is written.</param>
/// <param name="scales">[capacity] receives the factor of each row's codes; null for bfloat16, which has none.</param>
/// <param name="bounds">[capacity] receives each row's bound, see <see cref="ErrorBound"/>; null where none is kept.</param>
/// <param name="place">The first row of the codes.</param>
/// <param name="count">Rows.</param>
/// <param name="width">Numbers of a row.</param>
internal readonly unsafe struct EncodeRows(
    Tensor source, int from, Tensor codes, Tensor? scales, Tensor? bounds, int place, int count, int width) : IKernel, ICpuKernel
{
    public Operands Operands => new([source], [codes, scales, bounds]);

    public void OnCpu() => CpuLauncher.Run(this, DType.Float32, count, Math.Max(1, (1 << 16) / width));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLane, T>(long first, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = first; i < to; i++) Encode((nint)i);
    }

    private void Encode(nint i)
    {
        var row = source.Pointer<float>() + ((from + i) * source.Shape[1]);
        var (target, stride) = (place + i, codes.Shape[1]);
        if (codes.DType == DType.BFloat16)
        {
            var code = codes.Pointer<BFloat16>() + (target * stride);
            Narrow.BFloat16(row, code, width);
            new Span<BFloat16>(code + width, stride - width).Clear();
            if (bounds is null) return;
            var sum = 0.0;
            for (var j = 0; j < width; j++) sum += (row[j] - (float)code[j]) * (row[j] - (float)code[j]);
            Bound(row, target, Math.Sqrt(sum));
        }
        else
        {
            var code = codes.Pointer<sbyte>() + (target * stride);
            Narrow.Int8Row(row, width, code, scales!.Pointer<float>() + target);
            new Span<sbyte>(code + width, stride - width).Clear();
            if (bounds is null) return;
            var (sum, scale) = (0.0, (double)scales.Pointer<float>()[target]);
            for (var j = 0; j < width; j++) sum += (row[j] - (scale * code[j])) * (row[j] - (scale * code[j]));    // exact in double
            Bound(row, target, Math.Sqrt(sum));
        }
    }

    // The residue is ‖x − x̂‖.
    private void Bound(float* row, nint target, double residue) =>
        bounds!.Pointer<float>()[target] =
            ErrorBound.OfRow(codes.Shape[1], FiniteRows.Length(new ReadOnlySpan<float>(row, width)), residue);
}
