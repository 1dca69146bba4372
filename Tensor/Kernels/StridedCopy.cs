using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Gpu;

namespace Gexia.Cpu;

/// <summary>Copies elements between two layouts of the same shape, of any dtype.</summary>
/// <remarks>Bits are moved, not computed with: the type of the lanes does not matter.</remarks>
internal static unsafe class StridedCopy
{
    // Bytes of a block: copying is bound by memory, so that only large copies are worth another thread.
    private const long Block = 1 << 17;

    /// <summary>to[i…] = from[i…]. The two must not overlap.</summary>
    public static void Run(Tensor from, Tensor to)
    {
        if (from.Length == 0) return;
        if (from.IsContiguous && to.IsContiguous) to.Device.Run(new Flat(from, to, to.DType.Size()));
        else if (AxisWalk.TryOf(to.Shape, out var walk, to.Layout, from.Layout)) Run(from, to, walk);
        else for (var i = 0; i < to.Shape[0]; i++) Run(from.View(from.Layout.Select(i)), to.View(to.Layout.Select(i)));
    }

    private static void Run(Tensor from, Tensor to, in AxisWalk walk)
    {
        switch (to.DType.Size())
        {
            case 1: to.Device.Run(new Runs<byte>(from, to, walk)); break;
            case 2: to.Device.Run(new Runs<ushort>(from, to, walk)); break;
            case 4: to.Device.Run(new Runs<uint>(from, to, walk)); break;
            default: to.Device.Run(new Runs<ulong>(from, to, walk)); break;
        }
    }

    private readonly struct Flat(Tensor from, Tensor to, int size) : IKernel, ICpuKernel
    {
        public Operands Operands => new([from], [to]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, to.Length, Block / size);

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
        {
            AxisWalk.TryOf(to.Shape, out var walk, to.Layout, from.Layout);          // one axis is left
            Units.Copy(gpu, walk, from, to);
            return true;
        }

        public void Run<TLane, T>(long first, long end) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            var source = (byte*)from.Storage.Address + ((from.Layout.Offset + first) * size);
            var target = (byte*)to.Storage.Address + ((to.Layout.Offset + first) * size);
            Buffer.MemoryCopy(source, target, (end - first) * size, (end - first) * size);
        }
    }

    private readonly struct Runs<TElement>(Tensor from, Tensor to, in AxisWalk walk) : IKernel, ICpuKernel where TElement : unmanaged
    {
        private readonly AxisWalk walk = walk;

        public Operands Operands => new([from], [to]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, walk.Runs, Math.Max(1, Block / (walk.InnerLength * sizeof(TElement))));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
        {
            Units.Copy(gpu, walk, from, to);
            return true;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLane, T>(long first, long end) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            TElement* source = from.Pointer<TElement>(), target = to.Pointer<TElement>();
            var (inner, targetStep, sourceStep) = (walk.InnerLength, walk.InnerStep(0), walk.InnerStep(1));
            var place = new AxisPlace(in walk, stackalloc long[walk.PlaceLength], first);
            for (var run = first; run < end; run++, place.Next())
            {
                TElement* x = source + place.Offset(1), y = target + place.Offset(0);
                if (sourceStep == 1 && targetStep == 1) Unsafe.CopyBlockUnaligned(y, x, (uint)(inner * sizeof(TElement)));
                else for (long i = 0; i < inner; i++) y[i * targetStep] = x[i * sourceStep];
            }
        }
    }
}
