using System.Numerics;
using Gexia.Cpu;
using Gexia.Data.Image;
using Gexia.Gpu;

namespace Gexia.Training;

/// <summary>y = (x/255 − mean)/deviation of each colour, and from pixels to planes: <see cref="ClipPixels"/> on a device.</summary>
/// <param name="x">uint8 [frames, area, 3].</param>
/// <param name="y">[frames, 3, area].</param>
/// <param name="frames">How many.</param>
/// <param name="area">Pixels of one.</param>
internal readonly partial struct NormalizePixels(Tensor x, Tensor y, int frames, int area) : IStoredKernel, ICpuKernel
{
    public Operands Operands => new([x], [y]);

    public void OnCpu() => CpuLauncher.Run(this, y.DType, frames, 1);

    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var length = 3 * area;
        for (var frame = from; frame < to; frame++)
            ClipPixels.Normalize(
                new ReadOnlySpan<byte>(x.Pointer<byte>() + (frame * length), length),
                new Span<float>(y.Pointer<float>() + (frame * length), length));
    }
}
