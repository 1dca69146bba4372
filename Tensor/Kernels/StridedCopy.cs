using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>Copies elements between two layouts of the same shape, of any dtype.</summary>
internal static unsafe class StridedCopy
{
    // Bytes of a block: copying is bound by memory, so that only large copies are worth another thread.
    private const long Block = 1 << 17;

    /// <summary>to[i…] = from[i…]. The two must not overlap.</summary>
    public static void Run(Tensor from, Tensor to)
    {
        var size = to.DType.Size();
        if (from.Length == 0) return;
        if (from.IsContiguous && to.IsContiguous) Launch(new Flat(from, to, size), to.Length, Block / size, from, to);
        else
        {
            var walk = AxisWalk.Of(to.Shape, to.Layout, from.Layout);
            var grain = Math.Max(1, Block / (walk.InnerLength * size));
            switch (size)
            {
                case 1: Launch(new Runs<byte>(from, to, walk), walk.Runs, grain, from, to); break;
                case 2: Launch(new Runs<ushort>(from, to, walk), walk.Runs, grain, from, to); break;
                case 4: Launch(new Runs<uint>(from, to, walk), walk.Runs, grain, from, to); break;
                default: Launch(new Runs<ulong>(from, to, walk), walk.Runs, grain, from, to); break;
            }
        }
        GC.KeepAlive(from);
        GC.KeepAlive(to);
    }

    // Bits are moved, not computed with: the type of the lanes does not matter.
    private static void Launch<TKernel>(in TKernel kernel, long count, long grain, Tensor from, Tensor to) where TKernel : struct, ICpuKernel =>
        Device.Cpu.Launch(kernel, DType.Float32, count, grain, [from, to]);

    private readonly struct Flat(Tensor from, Tensor to, int size) : ICpuKernel
    {
        public void Run<TLane, T>(long first, long end) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            byte* source = (byte*)from.Storage.Address + ((from.Layout.Offset + first) * size), target = (byte*)to.Storage.Address + ((to.Layout.Offset + first) * size);
            Buffer.MemoryCopy(source, target, (end - first) * size, (end - first) * size);
        }
    }

    private readonly struct Runs<TElement>(Tensor from, Tensor to, AxisWalk walk) : ICpuKernel where TElement : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLane, T>(long first, long end) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            TElement* source = from.Pointer<TElement>(), target = to.Pointer<TElement>();
            var (inner, targetStep, sourceStep) = (walk.InnerLength, walk.InnerStep(0), walk.InnerStep(1));
            var place = new AxisPlace(walk, stackalloc long[walk.PlaceLength], first);
            for (var run = first; run < end; run++, place.Next())
            {
                TElement* x = source + place.Offset(1), y = target + place.Offset(0);
                if (sourceStep == 1 && targetStep == 1) Unsafe.CopyBlockUnaligned(y, x, (uint)(inner * sizeof(TElement)));
                else for (long i = 0; i < inner; i++) y[i * targetStep] = x[i * sourceStep];
            }
        }
    }
}
