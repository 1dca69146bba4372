using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>What becomes of the finished sums of a product: + bias, + C, stored, mapped with other tensors, stored.</summary>
/// <typeparam name="TMap">Its first operand is the value of C.</typeparam>
internal readonly struct ProductEnd<TMap>(ProductEndNumbers numbers, TMap map) where TMap : struct, IMap3
{
    private readonly ProductEndNumbers numbers = numbers;

    /// <summary>Finishes four values side by side in a row of C.</summary>
    /// <param name="operands">The operands of a <see cref="GemmKernel{TEpilogue}"/>.</param>
    /// <param name="c">Where the row begins in C.</param>
    /// <param name="row">The row in the tensors of the map.</param>
    /// <param name="column">The first column; those beyond the last are left out.</param>
    /// <param name="v">The sums.</param>
    public void Write<TOut, TView>(Views<TView> operands, int c, int row, int column, Float4 v)
        where TOut : struct, IStored
        where TView : struct, IView<float>
    {
        var e = (row * numbers.Width) + column;
        if (numbers.Has(ProductEndNumbers.InFours) && column + 3 < numbers.N)
        {
            Four<TOut, TView>(operands, (c + column) >> 2, e >> 2, column >> 2, v);
            return;
        }
        One<TOut, TView>(operands, c + column, e, column, v.X);
        One<TOut, TView>(operands, c + column + 1, e + 1, column + 1, v.Y);
        One<TOut, TView>(operands, c + column + 2, e + 2, column + 2, v.Z);
        One<TOut, TView>(operands, c + column + 3, e + 3, column + 3, v.W);
    }

    // All places count fours.
    private void Four<TOut, TView>(Views<TView> operands, int c, int e, int column, Float4 v)
        where TOut : struct, IStored
        where TView : struct, IView<float>
    {
        TView target = operands[GpuProduct.C];
        if (numbers.Has(ProductEndNumbers.Biased)) v = Sum(v, operands[GpuProduct.Bias].At<Float4>(column));
        if (numbers.Has(ProductEndNumbers.Accumulates)) v = Sum(v, TOut.Load4(target, c));
        if (numbers.Has(ProductEndNumbers.Stores)) TOut.Store4(target, c, v);
        if (!numbers.Has(ProductEndNumbers.Maps | ProductEndNumbers.MapsC)) return;
        Float4 first = v, second = v;
        if (TMap.ReadsB) first = TOut.Load4(operands[GpuProduct.First], e);
        if (TMap.ReadsC) second = TOut.Load4(operands[GpuProduct.Second], e);
        var f = new Float4(
            Mapped(v.X, first.X, second.X), Mapped(v.Y, first.Y, second.Y), Mapped(v.Z, first.Z, second.Z),
            Mapped(v.W, first.W, second.W));
        if (numbers.Has(ProductEndNumbers.MapsC)) TOut.Store4(target, c, f);
        else TOut.Store4(operands[GpuProduct.Target], e, f);
    }

    private void One<TOut, TView>(Views<TView> operands, int c, int e, int column, float v)
        where TOut : struct, IStored
        where TView : struct, IView<float>
    {
        if (column >= numbers.N) return;
        TView target = operands[GpuProduct.C];
        if (numbers.Has(ProductEndNumbers.Biased)) v += operands[GpuProduct.Bias][column];
        if (numbers.Has(ProductEndNumbers.Accumulates)) v += TOut.Load(target, c);
        if (numbers.Has(ProductEndNumbers.Stores)) TOut.Store(target, c, v);
        if (!numbers.Has(ProductEndNumbers.Maps | ProductEndNumbers.MapsC)) return;
        float first = v, second = v;
        if (TMap.ReadsB) first = TOut.Load(operands[GpuProduct.First], e);
        if (TMap.ReadsC) second = TOut.Load(operands[GpuProduct.Second], e);
        if (numbers.Has(ProductEndNumbers.MapsC)) TOut.Store(target, c, Mapped(v, first, second));
        else TOut.Store(operands[GpuProduct.Target], e, Mapped(v, first, second));
    }

    private float Mapped(float v, float first, float second) => map.Of(new F32x1(v), new F32x1(first), new F32x1(second)).V;

    private static Float4 Sum(Float4 a, Float4 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z, a.W + b.W);
}

/// <summary>The numbers of a <see cref="ProductEnd{TMap}"/>.</summary>
/// <param name="n">Columns of C.</param>
/// <param name="width">Of the rows of the tensors of the map.</param>
/// <param name="what">What happens.</param>
internal readonly struct ProductEndNumbers(int n, int width, int what)
{
    /// <summary>Parts of what happens: the bias is added; C is added; the sum is stored in C; the map goes to its target, or to C;
    /// fours begin at multiples of four everywhere.</summary>
    public const int Biased = 1, Accumulates = 2, Stores = 4, Maps = 8, MapsC = 16, InFours = 32;

    public readonly int N = n, Width = width;

    private readonly int what = what;

    /// <summary>Whether any of some parts happens.</summary>
    public bool Has(int parts) => (what & parts) != 0;
}

/// <summary>The map of a product without one: it is not used.</summary>
internal readonly struct Unmapped : IMap3
{
    public static bool ReadsB => false;

    public static bool ReadsC => false;

    public TLane Of<TLane>(TLane a, TLane b, TLane c) where TLane : struct, ILane<TLane> => a;
}
