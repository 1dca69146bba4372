using System.Runtime.CompilerServices;
using Gexia.Cpu;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Gexia.Benchmarks.Gpu;

/// <summary>One line of C# each, to see what becomes of it.</summary>
internal static class TrapKernels
{
    public const int Threads = 64;

    public static void DivideBy4(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] / 4;

    public static void RemainderOf4(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] % 4;

    public static void DivideBy3(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] / 3;

    public static void DivideByVariable(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] / (4 + (x[0] - x[0]));

    public static void ShiftBy2(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] >> 2;

    public static void UnsignedDivideBy4(ArrayView<int> x, ArrayView<int> y) => y[At()] = (int)((uint)x[At()] / 4);

    public static void UnsignedRemainderOf4(ArrayView<int> x, ArrayView<int> y) => y[At()] = (int)((uint)x[At()] % 4);

    public static void UnsignedShiftBy2(ArrayView<int> x, ArrayView<int> y) => y[At()] = (int)((uint)x[At()] >> 2);

    public static void UnsignedLess(ArrayView<int> x, ArrayView<int> y) => y[At()] = (uint)x[At()] < 0x80000000u ? 1 : 0;

    public static void Exp(ArrayView<float> x, ArrayView<float> y) => y[At()] = MathF.Exp(x[At()]);

    public static void LaneExp(ArrayView<float> x, ArrayView<float> y) => y[At()] = F32x1.Exp(new F32x1(x[At()])).V;

    public static void Tanh(ArrayView<float> x, ArrayView<float> y) => y[At()] = MathF.Tanh(x[At()]);

    public static void Log(ArrayView<float> x, ArrayView<float> y) => y[At()] = MathF.Log(x[At()]);

    public static void LaneLog(ArrayView<float> x, ArrayView<float> y) => y[At()] = F32x1.Log(new F32x1(x[At()])).V;

    public static void Sin(ArrayView<float> x, ArrayView<float> y) => y[At()] = MathF.Sin(x[At()]);

    public static void Sqrt(ArrayView<float> x, ArrayView<float> y) => y[At()] = MathF.Sqrt(x[At()]);

    public static void Reciprocal(ArrayView<float> x, ArrayView<float> y) => y[At()] = 1 / x[At()];

    public static void Third(ArrayView<float> x, ArrayView<float> y) => y[At()] = x[At()] / 3;

    public static void Tiny(ArrayView<float> x, ArrayView<float> y) => y[At()] = x[At()] * 1e-38f;

    public static void FusedMultiplyAdd(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y) =>
        y[At()] = MathF.FusedMultiplyAdd(a[At()], b[At()], c[At()]);

    public static void MultiplyThenAdd(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y) =>
        y[At()] = (a[At()] * b[At()]) + c[At()];

    public static void MultiplyThenSubtract(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y) =>
        y[At()] = c[At()] - (a[At()] * b[At()]);

    public static void Max(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y) =>
        y[At()] = MathF.Max(a[At()], b[At()]);

    public static void Min(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y) =>
        y[At()] = MathF.Min(a[At()], b[At()]);

    public static void LaneMax(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y) =>
        y[At()] = F32x1.Max(new F32x1(a[At()]), new F32x1(b[At()])).V;

    public static void LaneMin(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y) =>
        y[At()] = F32x1.Min(new F32x1(a[At()]), new F32x1(b[At()])).V;

    public static void Greater(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y) =>
        y[At()] = a[At()] > b[At()] ? 1f : 0f;

    public static void NotLess(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y) =>
        y[At()] = !(a[At()] < b[At()]) ? 1f : 0f;

    public static void NotEqual(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y) =>
        y[At()] = a[At()] != b[At()] ? 1f : 0f;

    /// <summary>A condition as an integer as a float.</summary>
    public static void GreaterByInteger(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y) =>
        y[At()] = a[At()] > b[At()] ? 1 : 0;

    /// <summary>Needs sm_90a.</summary>
    public static void FenceOfHopper(ArrayView<int> x, ArrayView<int> y)
    {
        CudaAsm.Emit("wgmma.fence.sync.aligned;");
        y[At()] = x[At()] + 1;
    }

    /// <summary>Does not compile: exceptions are unknown to kernels.</summary>
    public static void Throws(ArrayView<int> x, ArrayView<int> y) => throw new InvalidOperationException();

    public static void AddOne(ArrayView<int> x, ArrayView<int> y) => y[At()] = x[At()] + 1;

    private static int At() => Grid.GlobalIndex.X;
}

/// <summary>What a kernel may ask of its group, by static and by instance members.</summary>
internal interface IGroup
{
    static abstract void StaticBarrier();

    void Barrier();
}

/// <inheritdoc/>
internal readonly struct OwnGroup : IGroup
{
    public static void StaticBarrier() => Group.Barrier();

    public void Barrier() => Group.Barrier();
}

/// <summary>Reversal within a group of 128: a store of some threads, a barrier, a load of all.</summary>
internal static class BarrierKernels
{
    public const int Threads = 128;

    public static void Direct(ArrayView<int> x, ArrayView<int> y)
    {
        var shared = SharedMemory.Allocate<int>(Threads);
        var t = Group.IdxX;
        if ((t & 3) == 0) shared[t] = x[Grid.GlobalIndex.X];
        Group.Barrier();
        y[Grid.GlobalIndex.X] = shared[(Threads - 1 - t) & ~3] + t;
    }

    public static void StaticMember(ArrayView<int> x, ArrayView<int> y) =>
        ByStaticMember<OwnGroup>(x, y, SharedMemory.Allocate<int>(Threads));

    public static void InstanceMember(ArrayView<int> x, ArrayView<int> y) =>
        ByInstanceMember<OwnGroup>(default, x, y, SharedMemory.Allocate<int>(Threads));

    public static int Expected(int[] x, int i) => x[(i & ~127) + ((127 - (i & 127)) & ~3)] + (i & 127);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ByStaticMember<TGroup>(ArrayView<int> x, ArrayView<int> y, ArrayView<int> shared) where TGroup : struct, IGroup
    {
        var t = Group.IdxX;
        if ((t & 3) == 0) shared[t] = x[Grid.GlobalIndex.X];
        TGroup.StaticBarrier();
        y[Grid.GlobalIndex.X] = shared[(Threads - 1 - t) & ~3] + t;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ByInstanceMember<TGroup>(TGroup group, ArrayView<int> x, ArrayView<int> y, ArrayView<int> shared)
        where TGroup : struct, IGroup
    {
        var t = Group.IdxX;
        if ((t & 3) == 0) shared[t] = x[Grid.GlobalIndex.X];
        group.Barrier();
        y[Grid.GlobalIndex.X] = shared[(Threads - 1 - t) & ~3] + t;
    }
}
