using System.Numerics;

namespace Gexia.Cpu;

/// <summary>Writes the panels of a packed matrix, one an item.</summary>
internal readonly unsafe struct PackMatrix(Tensor weight, PackedOperand target) : IKernel, ICpuKernel
{
    public Operands Operands => new([weight], [target.Values, target.Scales]);

    public void OnCpu() =>
        CpuLauncher.Run(this, DType.Float32, PackedPanels.Count(weight.Shape[0]), Math.Max(1, 1365 / Math.Max(1, weight.Shape[1])));

    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        int outputs = weight.Shape[0], inputs = weight.Shape[1];
        long row = weight.Layout.Strides[0], column = weight.Layout.Strides[1];
        var panels = target.Panels;
        for (var panel = from; panel < to; panel++)
        {
            var j = panel * PackedPanels.Width;
            var width = (int)Math.Min(PackedPanels.Width, PackedPanels.Padded(outputs) - j);
            var start = j * inputs;
            var isFloat = panels.Format == WeightFormat.Float32;
            var packed = (T*)(isFloat ? (float*)panels.Data + start : (float*)ThreadScratch.Work((long)width * inputs * sizeof(float)));
            Packing.PackB<TLane, T>(
                weight.Pointer<T>() + (j * row), column, row, inputs, (int)Math.Min(width, outputs - j), width, packed, width);
            if (panels.Format == WeightFormat.BFloat16)
                Narrow.BFloat16((float*)packed, (BFloat16*)panels.Data + start, (long)width * inputs);
            else if (panels.Format == WeightFormat.Int8)
                Narrow.Int8Columns((float*)packed, inputs, width, (sbyte*)panels.Data + start, panels.Scales + j);
        }
    }
}

/// <summary>Writes the numbers of a packed matrix, [outputs, inputs], one panel an item.</summary>
internal readonly unsafe struct UnpackMatrix(PackedOperand source, Tensor weight) : IKernel, ICpuKernel
{
    public Operands Operands => new([source.Values, source.Scales], [weight]);

    public void OnCpu() => CpuLauncher.Run(this, DType.Float32, PackedPanels.Count(weight.Shape[0]), 1);

    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        long outputs = weight.Shape[0], inputs = weight.Shape[1];
        var panels = source.Panels;
        var target = weight.Pointer<float>();
        for (var item = from; item < to; item++)
        {
            var j = item * PackedPanels.Width;
            var width = Math.Min(PackedPanels.Width, PackedPanels.Padded(outputs) - j);
            var panel = panels.Format == WeightFormat.Float32
                ? (float*)panels.Data + (j * inputs)
                : panels.Unpack(j, j + width, outputs, inputs, 0, inputs);
            for (long c = 0; c < Math.Min(width, outputs - j); c++)
                for (long k = 0; k < inputs; k++) target[((j + c) * inputs) + k] = panel[(k * width) + c];
        }
    }
}
