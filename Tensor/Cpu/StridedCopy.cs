using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>Copies elements between two layouts of the same shape, of any dtype.</summary>
internal static unsafe class StridedCopy
{
    /// <summary>to[i…] = from[i…]. The two must not overlap.</summary>
    public static void Run(Tensor from, Tensor to)
    {
        var size = to.DType.Size();
        if (from.Length == 0) return;
        if (from.IsContiguous && to.IsContiguous)
        {
            Buffer.MemoryCopy((byte*)from.Storage.Address + (from.Layout.Offset * size), (byte*)to.Storage.Address + (to.Layout.Offset * size), to.Length * size, to.Length * size);
        }
        else switch (size)
            {
                case 1: Walk<byte>(from, to); break;
                case 2: Walk<ushort>(from, to); break;
                case 4: Walk<uint>(from, to); break;
                default: Walk<ulong>(from, to); break;
            }
        GC.KeepAlive(from);
        GC.KeepAlive(to);
    }

    private static void Walk<T>(Tensor from, Tensor to) where T : unmanaged
    {
        var walk = AxisWalk.Of(to.Shape, to.Layout, from.Layout);
        T* source = from.Pointer<T>(), target = to.Pointer<T>();
        var (inner, targetStep, sourceStep) = (walk.InnerLength, walk.InnerStep(0), walk.InnerStep(1));
        do
        {
            T* x = source + walk.Offset(1), y = target + walk.Offset(0);
            if (sourceStep == 1 && targetStep == 1) Unsafe.CopyBlockUnaligned(y, x, (uint)(inner * sizeof(T)));
            else for (long i = 0; i < inner; i++) y[i * targetStep] = x[i * sourceStep];
        } while (walk.Next());
    }
}
