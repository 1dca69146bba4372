using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>A kernel with a GPU body for every dtype that a device stores.</summary>
internal interface IStoredKernel : IKernel
{
    /// <summary>Hands the body for one dtype to the launcher, as <see cref="IKernel.OnGpu"/> does.</summary>
    void OnGpu<TStored, TLauncher>(in TLauncher gpu) where TStored : struct, IStored where TLauncher : struct, IGpuLauncher;
}

/// <summary>Chooses the body of a kernel by dtype.</summary>
internal static class Stored
{
    /// <summary>Runs the kernel's body for a dtype.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="gpu">Where it runs.</param>
    /// <param name="type">Of its tensors.</param>
    /// <returns>False for a dtype that no GPU body computes with: float64, whole numbers, truth values.</returns>
    public static bool Run<TKernel, TLauncher>(in TKernel kernel, in TLauncher gpu, DType type)
        where TKernel : struct, IStoredKernel
        where TLauncher : struct, IGpuLauncher
    {
        switch (type)
        {
            case DType.Float32: kernel.OnGpu<StoredFloat32, TLauncher>(gpu); return true;
            case DType.BFloat16: kernel.OnGpu<StoredBFloat16, TLauncher>(gpu); return true;
            case DType.Float16: kernel.OnGpu<StoredFloat16, TLauncher>(gpu); return true;
            default: return false;
        }
    }

    /// <summary>Whether a tensor's first element begins at a multiple of the size of four, so that fours can be read from it.</summary>
    public static bool IsAligned(Tensor tensor) => (tensor.Layout.Offset & 3) == 0;
}

/// <summary>Four bytes, as they are computed with.</summary>
internal readonly struct StoredFloat32 : IStored
{
    public static DType Type => DType.Float32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load<TView>(TView view, int i) where TView : struct, IView<float> => view[i];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TView>(TView view, int i, float value) where TView : struct, IView<float> => view[i] = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Load4<TView>(TView view, int i) where TView : struct, IView<float> => view.At<Float4>(i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store4<TView>(TView view, int i, Float4 values) where TView : struct, IView<float> => view.At<Float4>(i) = values;
}

/// <summary>The upper two bytes of a float32.</summary>
internal readonly struct StoredBFloat16 : IStored
{
    public static DType Type => DType.BFloat16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load<TView>(TView view, int i) where TView : struct, IView<float> => view.At<BFloat16>(i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TView>(TView view, int i, float value) where TView : struct, IView<float> =>
        view.At<ushort>(i) = (ushort)BFloat16.Pair(value, 0);

    public static Float4 Load4<TView>(TView view, int i) where TView : struct, IView<float>
    {
        var bits = view.At<ulong>(i);
        return new(Upper((uint)bits << 16), Upper((uint)bits), Upper((uint)(bits >> 16)), Upper((uint)(bits >> 32)));
    }

    public static void Store4<TView>(TView view, int i, Float4 values) where TView : struct, IView<float>
    {
        view.At<ulong>(i) = BFloat16.Pair(values.X, values.Y) | ((ulong)BFloat16.Pair(values.Z, values.W) << 32);
    }

    private static float Upper(uint bits) => BitConverter.UInt32BitsToSingle(bits & 0xFFFF_0000u);
}

/// <summary>Half precision of IEEE 754: a range of 6e-5 to 65,504 without loss of digits.</summary>
internal readonly struct StoredFloat16 : IStored
{
    public static DType Type => DType.Float16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load<TView>(TView view, int i) where TView : struct, IView<float> => (float)view.At<Half>(i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TView>(TView view, int i, float value) where TView : struct, IView<float> => view.At<Half>(i) = (Half)value;

    public static Float4 Load4<TView>(TView view, int i) where TView : struct, IView<float> =>
        new(Load(view, 4 * i), Load(view, (4 * i) + 1), Load(view, (4 * i) + 2), Load(view, (4 * i) + 3));

    public static void Store4<TView>(TView view, int i, Float4 values) where TView : struct, IView<float>
    {
        Store(view, 4 * i, values.X);
        Store(view, (4 * i) + 1, values.Y);
        Store(view, (4 * i) + 2, values.Z);
        Store(view, (4 * i) + 3, values.W);
    }
}
