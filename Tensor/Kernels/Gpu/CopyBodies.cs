using System.Runtime.InteropServices;
using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>
/// Chooses the units in which memory is moved and filled: 16 bytes, or 8, where that many lie side by side; else an element.
/// </summary>
internal static class Units
{
    /// <summary>Copies along a walk of the target's layout and the source's.</summary>
    public static void Copy<TLauncher>(in TLauncher gpu, in AxisWalk walk, Tensor from, Tensor to) where TLauncher : struct, IGpuLauncher
    {
        var size = to.DType.Size();
        if (Takes(walk, from, to, 16 / size)) Copy<Float4, TLauncher>(gpu, walk, 16 / size);
        else if (Takes(walk, from, to, 8 / size)) Copy<ulong, TLauncher>(gpu, walk, 8 / size);
        else switch (size)
            {
                case 1: Copy<byte, TLauncher>(gpu, walk, 1); break;
                case 2: Copy<ushort, TLauncher>(gpu, walk, 1); break;
                case 4: Copy<uint, TLauncher>(gpu, walk, 1); break;
                default: Copy<ulong, TLauncher>(gpu, walk, 1); break;
            }
    }

    /// <summary>Sets all elements of a contiguous tensor to a value.</summary>
    public static void Fill<TLauncher>(in TLauncher gpu, Tensor tensor, double value) where TLauncher : struct, IGpuLauncher
    {
        var size = tensor.DType.Size();
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < 16 / size; i++) Scalars.WriteDouble(bytes, tensor.DType, i, value);
        var each = 16 / size;
        if (tensor.Length % each == 0 && tensor.Layout.Offset % each == 0) Fill<Float4, TLauncher>(gpu, bytes, tensor.Length / each);
        else switch (size)
            {
                case 1: Fill<byte, TLauncher>(gpu, bytes, tensor.Length); break;
                case 2: Fill<ushort, TLauncher>(gpu, bytes, tensor.Length); break;
                case 4: Fill<uint, TLauncher>(gpu, bytes, tensor.Length); break;
                default: Fill<ulong, TLauncher>(gpu, bytes, tensor.Length); break;
            }
    }

    private static bool Takes(in AxisWalk walk, Tensor from, Tensor to, int each) =>
        walk.HasRunsOf(each, 0) && walk.HasRunsOf(each, 1) && from.Layout.Offset % each == 0 && to.Layout.Offset % each == 0;

    private static void Copy<TUnit, TLauncher>(in TLauncher gpu, in AxisWalk walk, int each)
        where TUnit : unmanaged
        where TLauncher : struct, IGpuLauncher
    {
        var units = checked((int)(walk.Runs * walk.InnerLength / each));
        gpu.Run(new CopyBody<TUnit>(new GridWalk(walk, each), units), MapGrid.GroupsOfTwo(units));
    }

    private static void Fill<TUnit, TLauncher>(in TLauncher gpu, ReadOnlySpan<byte> value, long units)
        where TUnit : unmanaged
        where TLauncher : struct, IGpuLauncher =>
        gpu.Run(new FillBody<TUnit>(MemoryMarshal.Read<TUnit>(value), checked((int)units)), MapGrid.Groups(units));
}

/// <summary>to[i…] = from[i…], unit by unit, two a thread; the walk's order is to, from.</summary>
internal readonly struct CopyBody<TUnit>(GridWalk walk, int units) : IGpuBody where TUnit : unmanaged
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView from = operands[0], to = operands[1];
        int first = MapGrid.FirstOfTwo(gpu), second = first + gpu.GroupDim;
        if (first >= units) return;
        var isPair = second < units;
        if (!isPair) second = first;
        GridPlace one = walk.At(first), two = walk.At(second);
        TUnit x = from.At<TUnit>(one.Second), z = from.At<TUnit>(two.Second);
        to.At<TUnit>(one.First) = x;
        if (isPair) to.At<TUnit>(two.First) = z;
    }
}

/// <summary>Every unit set to a value.</summary>
internal readonly struct FillBody<TUnit>(TUnit value, int units) : IGpuBody where TUnit : unmanaged
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var to = operands[0];
        var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (i < units) to.At<TUnit>(i) = value;
    }
}
