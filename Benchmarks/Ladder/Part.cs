using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder;

/// <summary>A vector that may reach over the edge; masks cost time, so whole ones go without.</summary>
internal static unsafe class Part
{
    /// <summary>The first count floats, then zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane>(float* p, int count) where TLane : struct, ILane<TLane, float> =>
        count == TLane.Count ? TLane.Load(p) : TLane.LoadPart(p, count, TLane.Of(0));
}
