using System.Numerics;

namespace Gexia.Cpu;

/// <summary>Writes the panels of a frozen matrix, one an item.</summary>
internal readonly unsafe struct FreezeKernel(Tensor weight, FrozenPanels target) : ICpuKernel
{
    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        int outputs = weight.Shape[0], inputs = weight.Shape[1];
        long row = weight.Layout.Strides[0], column = weight.Layout.Strides[1];
        for (var panel = from; panel < to; panel++)
        {
            var j = panel * FrozenPanels.Width;
            var width = (int)Math.Min(FrozenPanels.Width, FrozenPanels.Padded(outputs) - j);
            var start = j * inputs;
            var packed = (T*)(target.Format == WeightFormat.Float32 ? (float*)target.Data + start : (float*)ThreadScratch.Rent((long)width * inputs * sizeof(float)));
            Packing.Panel<TLane, T>(weight.Pointer<T>() + (j * row), column, row, inputs, (int)Math.Min(width, outputs - j), width, packed);
            var floats = new ReadOnlySpan<float>(packed, width * inputs);
            if (target.Format == WeightFormat.BFloat16) Round(floats, (BFloat16*)target.Data + start);
            else if (target.Format == WeightFormat.Int8) Quantise(floats, width, (sbyte*)target.Data + start, target.Scales + j);
        }
    }

    private static void Round(ReadOnlySpan<float> from, BFloat16* to)
    {
        for (var i = 0; i < from.Length; i++) to[i] = (BFloat16)from[i];
    }

    // A factor for each column, so that an output with small weights loses no more than one with large ones.
    private static void Quantise(ReadOnlySpan<float> from, int width, sbyte* to, float* scales)
    {
        for (var c = 0; c < width; c++)
        {
            var most = 0f;
            for (var i = c; i < from.Length; i += width) most = MathF.Max(most, MathF.Abs(from[i]));
            var scale = scales[c] = most / 127;
            for (var i = c; i < from.Length; i += width) to[i] = scale > 0 ? (sbyte)Math.Clamp(MathF.Round(from[i] / scale), -127, 127) : (sbyte)0;
        }
    }
}
