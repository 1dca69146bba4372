using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Search.Vectors;

/// <summary>Writes rows that were found good behind those of a store. An item is a row.</summary>
internal readonly unsafe struct StoreRows(Rows rows, int first, float* source, double[] lengths) : ICpuKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = from; i < to; i++) Store(i);
    }

    private void Store(long i)
    {
        var form = rows.Form;
        var (block, place) = (rows.Blocks[(first + i) / form.RowsPerBlock], (nint)((first + i) % form.RowsPerBlock));
        var row = source + (i * form.Width);
        if (form.HasFloats)
        {
            var target = new Span<float>(block.Floats + (place * form.Stride), form.Stride);
            new ReadOnlySpan<float>(row, form.Width).CopyTo(target);
            target[form.Width..].Clear();
        }
        if (!form.HasCodes) return;
        var codes = block.Codes + (place * form.Stride * form.Format.Size());
        new Span<byte>(codes, form.Stride * form.Format.Size()).Clear();
        if (form.Format == WeightFormat.BFloat16) Narrow.BFloat16(row, (BFloat16*)codes, form.Width);
        else Narrow.Int8Row(row, form.Width, (sbyte*)codes, block.Scales + place);
        if (form.HasBounds) block.Bounds[place] = ErrorBound.OfRow(form.Stride, lengths[i], Residue(row, codes, form, form.Format == WeightFormat.Int8 ? block.Scales[place] : 1));
    }

    // ‖x − x̂‖ in double: a scale times a code is exact there.
    private static double Residue(float* row, byte* codes, RowForm form, double scale)
    {
        var sum = 0.0;
        for (var i = 0; i < form.Width; i++)
        {
            var code = form.Format == WeightFormat.Int8 ? scale * ((sbyte*)codes)[i] : (float)((BFloat16*)codes)[i];
            sum += (row[i] - code) * (row[i] - code);
        }
        return Math.Sqrt(sum);
    }
}
