using System.Numerics;

namespace Gexia.Cpu;

/// <summary>Writes the panels of a packed matrix, one an item.</summary>
internal readonly unsafe struct PackMatrix(Tensor weight, PackedPanels target) : ICpuKernel
{
    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        int outputs = weight.Shape[0], inputs = weight.Shape[1];
        long row = weight.Layout.Strides[0], column = weight.Layout.Strides[1];
        for (var panel = from; panel < to; panel++)
        {
            var j = panel * PackedPanels.Width;
            var width = (int)Math.Min(PackedPanels.Width, PackedPanels.Padded(outputs) - j);
            var start = j * inputs;
            var packed = (T*)(target.Format == WeightFormat.Float32 ? (float*)target.Data + start : (float*)ThreadScratch.Rent((long)width * inputs * sizeof(float)));
            Packing.Panel<TLane, T>(weight.Pointer<T>() + (j * row), column, row, inputs, (int)Math.Min(width, outputs - j), width, packed, width);
            if (target.Format == WeightFormat.BFloat16) Narrow.BFloat16((float*)packed, (BFloat16*)target.Data + start, (long)width * inputs);
            else if (target.Format == WeightFormat.Int8) Narrow.Int8Columns((float*)packed, inputs, width, (sbyte*)target.Data + start, target.Scales + j);
        }
    }
}
