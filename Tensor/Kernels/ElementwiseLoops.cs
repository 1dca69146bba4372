using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>The loops under every elementwise operation, written once: any layout, any vector width, float32 and float64.</summary>
internal static class ElementwiseLoops
{
    // A block of work large enough to be worth a thread, small enough to stay in the first-level cache.
    private const long Grain = 8192;

    /// <summary>y = map(x). Shapes are equal; y may be x.</summary>
    public static void Map<TMap>(TMap map, Tensor x, Tensor y) where TMap : struct, IMap1 => Map(new First<TMap>(map), x, x, x, y);

    /// <summary>y = map(a, b). a and b broadcast to y's shape; y may be either.</summary>
    public static void Map<TMap>(TMap map, Tensor a, Tensor b, Tensor y) where TMap : struct, IMap2 => Map(new FirstTwo<TMap>(map), a, b, a, y);

    /// <summary>y = map(a, b, c). All broadcast to y's shape; y may be any of them.</summary>
    public static void Map<TMap>(TMap map, Tensor a, Tensor b, Tensor c, Tensor y) where TMap : struct, IMap3
    {
        if (y.Length == 0) return;
        var (la, lb, lc) = (a.Layout.Expand(y.Shape), b.Layout.Expand(y.Shape), c.Layout.Expand(y.Shape));
        if (la.IsContiguous && lb.IsContiguous && lc.IsContiguous && y.IsContiguous)
            Device.Cpu.Launch(new Flat<TMap>(map, a, b, c, y), y.DType, y.Length, Grain, [a, b, c, y]);
        else
        {
            var walk = AxisWalk.Of(y.Shape, y.Layout, la, lb, lc);
            Device.Cpu.Launch(new Strided<TMap>(map, a, b, c, y, walk), y.DType, walk.Runs, Math.Max(1, Grain / walk.InnerLength), [a, b, c, y]);
        }
    }

    // Unary and binary maps run as ternary ones that ignore the rest: the loads of an ignored operand fold away.
    private readonly struct First<TMap>(TMap map) : IMap3 where TMap : struct, IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Of<TLane>(TLane a, TLane b, TLane c) where TLane : struct, ILane<TLane> => map.Of(a);
    }

    private readonly struct FirstTwo<TMap>(TMap map) : IMap3 where TMap : struct, IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Of<TLane>(TLane a, TLane b, TLane c) where TLane : struct, ILane<TLane> => map.Of(a, b);
    }

    private readonly struct Flat<TMap>(TMap map, Tensor a, Tensor b, Tensor c, Tensor y) : ICpuKernel where TMap : struct, IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            T* pa = a.Pointer<T>(), pb = b.Pointer<T>(), pc = c.Pointer<T>(), py = y.Pointer<T>();
            var f = map;
            var i = from;
            for (; i + TLane.Count <= to; i += TLane.Count) TLane.Store(f.Of(TLane.Load(pa + i), TLane.Load(pb + i), TLane.Load(pc + i)), py + i);
            var rest = (int)(to - i);
            if (rest == 0) return;
            var one = TLane.Of(1);
            TLane.StorePart(f.Of(TLane.LoadPart(pa + i, rest, one), TLane.LoadPart(pb + i, rest, one), TLane.LoadPart(pc + i, rest, one)), py + i, rest);
        }
    }

    private readonly struct Strided<TMap>(TMap map, Tensor a, Tensor b, Tensor c, Tensor y, AxisWalk walk) : ICpuKernel where TMap : struct, IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            var place = new AxisPlace(walk, stackalloc long[walk.PlaceLength], from);
            var f = map;
            long n = walk.InnerLength, sy = walk.InnerStep(0), sa = walk.InnerStep(1), sb = walk.InnerStep(2), sc = walk.InnerStep(3);
            var vectors = sy == 1 && sa <= 1 && sb <= 1 && sc <= 1;
            var one = TLane.Of(1);
            for (var run = from; run < to; run++, place.Next())
            {
                T* pa = a.Pointer<T>() + place.Offset(1), pb = b.Pointer<T>() + place.Offset(2), pc = c.Pointer<T>() + place.Offset(3), py = y.Pointer<T>() + place.Offset(0);
                long i = 0;
                if (vectors)
                {
                    TLane ba = TLane.Broadcast(*pa), bb = TLane.Broadcast(*pb), bc = TLane.Broadcast(*pc);
                    for (; i + TLane.Count <= n; i += TLane.Count)
                        TLane.Store(f.Of(sa == 0 ? ba : TLane.Load(pa + i), sb == 0 ? bb : TLane.Load(pb + i), sc == 0 ? bc : TLane.Load(pc + i)), py + i);
                    var rest = (int)(n - i);
                    if (rest == 0) continue;
                    TLane.StorePart(f.Of(
                        sa == 0 ? ba : TLane.LoadPart(pa + i, rest, one), sb == 0 ? bb : TLane.LoadPart(pb + i, rest, one), sc == 0 ? bc : TLane.LoadPart(pc + i, rest, one)), py + i, rest);
                }
                else for (; i < n; i++)
                    TLane.StorePart(f.Of(TLane.Broadcast(pa[i * sa]), TLane.Broadcast(pb[i * sb]), TLane.Broadcast(pc[i * sc])), py + (i * sy), 1);
            }
        }
    }
}
