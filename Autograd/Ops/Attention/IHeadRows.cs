using System.Runtime.CompilerServices;
using Gexia.Gpu;

namespace Gexia;

/// <summary>How attention reads and writes four columns of a head's row.</summary>
internal interface IHeadRows
{
    /// <summary>Four elements, zeros where there is nothing.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="at">Of the first; inside, even where nothing is left.</param>
    /// <param name="left">How many there are from there on; may be negative.</param>
    static abstract Float4 Load<TView>(TView x, int at, int left) where TView : struct, IView<float>;

    /// <summary>Writes as many of four as are left.</summary>
    static abstract void Store<TView>(TView x, int at, int left, Float4 values) where TView : struct, IView<float>;
}

/// <summary>All four in one access: where heads begin at multiples of four and are as wide.</summary>
internal readonly struct HeadFours<TStored> : IHeadRows where TStored : struct, IStored
{
    // Selected, not branched, so that loads can be under way together.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Load<TView>(TView x, int at, int left) where TView : struct, IView<float>
    {
        var four = TStored.Load4(x, at >> 2);
        return new(left > 0 ? four.X : 0f, left > 0 ? four.Y : 0f, left > 0 ? four.Z : 0f, left > 0 ? four.W : 0f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TView>(TView x, int at, int left, Float4 values) where TView : struct, IView<float>
    {
        if (left > 0) TStored.Store4(x, at >> 2, values);
    }
}

/// <summary>One after another: for any head.</summary>
internal readonly struct HeadSingles<TStored> : IHeadRows where TStored : struct, IStored
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Load<TView>(TView x, int at, int left) where TView : struct, IView<float>
    {
        float first = 0f, second = 0f, third = 0f, fourth = 0f;
        if (left > 0) first = TStored.Load(x, at);
        if (left > 1) second = TStored.Load(x, at + 1);
        if (left > 2) third = TStored.Load(x, at + 2);
        if (left > 3) fourth = TStored.Load(x, at + 3);
        return new(first, second, third, fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TView>(TView x, int at, int left, Float4 values) where TView : struct, IView<float>
    {
        if (left > 0) TStored.Store(x, at, values.X);
        if (left > 1) TStored.Store(x, at + 1, values.Y);
        if (left > 2) TStored.Store(x, at + 2, values.Z);
        if (left > 3) TStored.Store(x, at + 3, values.W);
    }
}
