using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Search.Vectors;

/// <summary>
/// Products of stored rows and a query, Σᵢ rowᵢ·queryᵢ. A row's additions are made in one order, alone or beside three others, so that its
/// product has the same bits in every search on a machine.
/// </summary>
/// <typeparam name="TCode">How rows are stored.</typeparam>
internal static unsafe class Product<TCode> where TCode : struct, IRowCode
{
    /// <summary>One row. The stride is a multiple of every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T One<TLane, T>(T* query, byte* row, int stride)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TLane even = TLane.Of(0), odd = even;
        var i = 0;
        for (; i + (2 * TLane.Count) <= stride; i += 2 * TLane.Count)
        {
            TLane.Accumulate(TLane.Load(query + i), TCode.Load<TLane, T>(row, i), ref even);
            TLane.Accumulate(TLane.Load(query + i + TLane.Count), TCode.Load<TLane, T>(row, i + TLane.Count), ref odd);
        }
        if (i < stride) TLane.Accumulate(TLane.Load(query + i), TCode.Load<TLane, T>(row, i), ref even);
        return TLane.SumAcross(even + odd);
    }

    /// <summary>Four rows, one behind the other: a part of the query is read once for all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four<TLane, T>(T* query, byte* rows, int stride, T* products)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var step = (nint)stride * TCode.Size;
        byte* row0 = rows, row1 = rows + step, row2 = row1 + step, row3 = row2 + step;
        TLane even0 = TLane.Of(0), even1 = even0, even2 = even0, even3 = even0, odd0 = even0, odd1 = even0, odd2 = even0, odd3 = even0;
        var i = 0;
        for (; i + (2 * TLane.Count) <= stride; i += 2 * TLane.Count)
        {
            var part = TLane.Load(query + i);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row0, i), ref even0);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row1, i), ref even1);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row2, i), ref even2);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row3, i), ref even3);
            var next = i + TLane.Count;
            part = TLane.Load(query + next);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row0, next), ref odd0);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row1, next), ref odd1);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row2, next), ref odd2);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row3, next), ref odd3);
        }
        if (i < stride)
        {
            var part = TLane.Load(query + i);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row0, i), ref even0);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row1, i), ref even1);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row2, i), ref even2);
            TLane.Accumulate(part, TCode.Load<TLane, T>(row3, i), ref even3);
        }
        products[0] = TLane.SumAcross(even0 + odd0);
        products[1] = TLane.SumAcross(even1 + odd1);
        products[2] = TLane.SumAcross(even2 + odd2);
        products[3] = TLane.SumAcross(even3 + odd3);
    }
}
