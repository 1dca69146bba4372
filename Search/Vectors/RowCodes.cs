using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Search.Vectors;

/// <summary>How a number of a row is stored.</summary>
internal unsafe interface IRowCode
{
    /// <summary>Bytes of a number.</summary>
    static abstract int Size { get; }

    /// <summary>Numbers i, i + 1, … of a row, as many as a lane has, without the row's scale.</summary>
    static abstract TLane Load<TLane, T>(byte* row, int i)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}

internal readonly unsafe struct Float32Code : IRowCode
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane, T>(byte* row, int i)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T> => TLane.Load((T*)row + i);
}

internal readonly unsafe struct BFloat16Code : IRowCode
{
    public static int Size => sizeof(BFloat16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane, T>(byte* row, int i)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T> => TLane.LoadBFloat16((BFloat16*)row + i);
}

internal readonly unsafe struct Int8Code : IRowCode
{
    public static int Size => sizeof(sbyte);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane, T>(byte* row, int i)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T> => TLane.LoadInt8((sbyte*)row + i);
}
