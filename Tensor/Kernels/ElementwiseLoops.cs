using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Gpu;

namespace Gexia.Cpu;

/// <summary>The loops under every elementwise operation, written once: any layout, any vector width, float32 and float64.</summary>
internal static class ElementwiseLoops
{
    /// <summary>Elements of a block: enough to be worth a thread, few enough to stay in the first-level cache.</summary>
    public const long Grain = 8192;

    /// <summary>y = map(x). Shapes are equal; y may be x.</summary>
    public static void Map<TMap>(TMap map, Tensor x, Tensor y) where TMap : struct, IMap1 => Run(new OfFirst<TMap>(map), x, null, null, y);

    /// <summary>y = map(a, b). a and b broadcast to y's shape; y may be either.</summary>
    public static void Map<TMap>(TMap map, Tensor a, Tensor b, Tensor y)
        where TMap : struct, IMap2 => Run(new OfFirstTwo<TMap>(map), a, b, null, y);

    /// <summary>y = map(a, b, c). All broadcast to y's shape; y may be any of them.</summary>
    public static void Map<TMap>(TMap map, Tensor a, Tensor b, Tensor c, Tensor y) where TMap : struct, IMap3 => Run(map, a, b, c, y);

    private static void Run<TMap>(TMap map, Tensor a, Tensor? b, Tensor? c, Tensor y) where TMap : struct, IMap3
    {
        if (y.Length == 0) return;
        RequireOne<TMap>(y, a, b, c);
        var (la, lb, lc) = (a.Layout.Expand(y.Shape), (b ?? a).Layout.Expand(y.Shape), (c ?? a).Layout.Expand(y.Shape));
        if (la.IsContiguous && lb.IsContiguous && lc.IsContiguous && y.IsContiguous) y.Device.Run(new FlatMap<TMap>(map, a, b, c, y));
        else if (AxisWalk.TryOf(y.Shape, out var walk, y.Layout, la, lb, lc)) y.Device.Run(new StridedMap<TMap>(map, a, b, c, y, walk));
        else
        {
            for (var i = 0; i < y.Shape[0]; i++) Run(map, Part(a, i)!, Part(b, i), Part(c, i), y.View(y.Layout.Select(i)));

            Tensor? Part(Tensor? x, int i) => x?.View(x.Layout.Expand(y.Shape).Select(i));
        }
    }

    private static void RequireOne<TMap>(Tensor y, Tensor a, Tensor? b, Tensor? c) where TMap : struct, IMap3
    {
        var type = y.DType;
        if (a.DType == type && (b is null || b.DType == type) && (c is null || c.DType == type)) return;
        var other = a.DType != type ? a : b is not null && b.DType != type ? b : c!;
        throw new ShapeException(
            KernelName.Of(typeof(FlatMap<TMap>)),
            $"dtypes must agree. result: {y.Description}, operand: {other.Description}. Convert with Cast(...).", y.Shape, other.Shape);
    }
}

/// <summary>A function of one number as one of three that reads only the first.</summary>
internal readonly struct OfFirst<TMap>(TMap map) : IMap3 where TMap : struct, IMap1
{
    public static bool ReadsB => false;

    public static bool ReadsC => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Of<TLane>(TLane a, TLane b, TLane c) where TLane : struct, ILane<TLane> => map.Of(a);
}

/// <summary>A function of two numbers as one of three that reads only the first two.</summary>
internal readonly struct OfFirstTwo<TMap>(TMap map) : IMap3 where TMap : struct, IMap2
{
    public static bool ReadsC => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Of<TLane>(TLane a, TLane b, TLane c) where TLane : struct, ILane<TLane> => map.Of(a, b);
}

/// <summary>y = map(a, b, c) where the elements of all lie side by side in one order.</summary>
internal readonly struct FlatMap<TMap>(TMap map, Tensor a, Tensor? b, Tensor? c, Tensor y) : IStoredKernel, ICpuKernel
    where TMap : struct, IMap3
{
    public Operands Operands => new([a, b, c], [y]);

    public void OnCpu() => CpuLauncher.Run(this, y.DType, y.Length, ElementwiseLoops.Grain);

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => Stored.Run(this, gpu, y.DType);

    public void OnGpu<TStored, TLauncher>(in TLauncher gpu) where TStored : struct, IStored where TLauncher : struct, IGpuLauncher
    {
        var length = checked((int)y.Length);
        if ((length & 3) == 0 && Stored.IsAligned(y) && Stored.IsAligned(a) && Stored.IsAligned(b ?? a) && Stored.IsAligned(c ?? a))
            gpu.Run(new FlatFoursBody<TMap, TStored>(map, length >> 2), MapGrid.GroupsOfTwo(length >> 2));
        else gpu.Run(new FlatMapBody<TMap, TStored>(map, length), MapGrid.Groups(length));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* pa = a.Pointer<T>(), pb = TMap.ReadsB ? b!.Pointer<T>() : pa, pc = TMap.ReadsC ? c!.Pointer<T>() : pa, py = y.Pointer<T>();
        var f = map;
        var i = from;
        for (; i + TLane.Count <= to; i += TLane.Count)
            TLane.Store(f.Of(TLane.Load(pa + i), TLane.Load(pb + i), TLane.Load(pc + i)), py + i);
        var rest = (int)(to - i);
        if (rest == 0) return;
        var one = TLane.Of(1);
        TLane.StorePart(
            f.Of(TLane.LoadPart(pa + i, rest, one), TLane.LoadPart(pb + i, rest, one), TLane.LoadPart(pc + i, rest, one)), py + i, rest);
    }
}

/// <summary>y = map(a, b, c) for any layouts.</summary>
internal readonly struct StridedMap<TMap>(TMap map, Tensor a, Tensor? b, Tensor? c, Tensor y, in AxisWalk walk)
    : IStoredKernel, ICpuKernel where TMap : struct, IMap3
{
    private readonly AxisWalk walk = walk;

    public Operands Operands => new([a, b, c], [y]);

    public void OnCpu() => CpuLauncher.Run(this, y.DType, walk.Runs, Math.Max(1, ElementwiseLoops.Grain / walk.InnerLength));

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => Stored.Run(this, gpu, y.DType);

    public void OnGpu<TStored, TLauncher>(in TLauncher gpu) where TStored : struct, IStored where TLauncher : struct, IGpuLauncher
    {
        var length = checked((int)y.Length);
        var grid = new GridWalk(walk);
        if (walk.HasRunsOf(4, 0) && Stored.IsAligned(y) && TakesFours(1, a) && TakesFours(2, b ?? a) && TakesFours(3, c ?? a))
        {
            var (stepA, stepB, stepC) = ((int)walk.InnerStep(1), (int)walk.InnerStep(2), (int)walk.InnerStep(3));
            gpu.Run(new StridedFoursBody<TMap, TStored>(map, length >> 2, grid, stepA, stepB, stepC), MapGrid.Groups(length >> 2));
        }
        else gpu.Run(new StridedMapBody<TMap, TStored>(map, length, grid), MapGrid.Groups(length));
    }

    private bool TakesFours(int operand, Tensor x) => walk.InnerStep(operand) == 0 || (walk.HasRunsOf(4, operand) && Stored.IsAligned(x));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var place = new AxisPlace(in walk, stackalloc long[walk.PlaceLength], from);
        var f = map;
        T* a0 = a.Pointer<T>(), b0 = TMap.ReadsB ? b!.Pointer<T>() : a0, c0 = TMap.ReadsC ? c!.Pointer<T>() : a0, y0 = y.Pointer<T>();
        long n = walk.InnerLength, sy = walk.InnerStep(0), sa = walk.InnerStep(1), sb = walk.InnerStep(2), sc = walk.InnerStep(3);
        var vectors = sy == 1 && sa <= 1 && sb <= 1 && sc <= 1;
        var one = TLane.Of(1);
        for (var run = from; run < to; run++, place.Next())
        {
            T* pa = a0 + place.Offset(1), pb = b0 + place.Offset(2), pc = c0 + place.Offset(3), py = y0 + place.Offset(0);
            long i = 0;
            if (vectors)
            {
                TLane ba = TLane.Broadcast(*pa), bb = TLane.Broadcast(*pb), bc = TLane.Broadcast(*pc);
                for (; i + TLane.Count <= n; i += TLane.Count)
                    TLane.Store(
                        f.Of(sa == 0 ? ba : TLane.Load(pa + i), sb == 0 ? bb : TLane.Load(pb + i), sc == 0 ? bc : TLane.Load(pc + i)),
                        py + i);
                var rest = (int)(n - i);
                if (rest == 0) continue;
                var (la, lb) = (sa == 0 ? ba : TLane.LoadPart(pa + i, rest, one), sb == 0 ? bb : TLane.LoadPart(pb + i, rest, one));
                TLane.StorePart(f.Of(la, lb, sc == 0 ? bc : TLane.LoadPart(pc + i, rest, one)), py + i, rest);
            }
            else for (; i < n; i++)
                TLane.StorePart(
                    f.Of(TLane.Broadcast(pa[i * sa]), TLane.Broadcast(pb[i * sb]), TLane.Broadcast(pc[i * sc])), py + (i * sy), 1);
        }
    }
}
