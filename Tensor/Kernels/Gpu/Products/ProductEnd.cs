using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>What becomes of the finished sums of a product: + bias, + C, stored, mapped with other tensors, stored.</summary>
/// <typeparam name="TMap">Its first operand is the value of C.</typeparam>
internal readonly struct ProductEnd<TMap>(ProductEndNumbers numbers, TMap map) where TMap : struct, IMap3
{
    private readonly ProductEndNumbers numbers = numbers;

    /// <summary>The bias of four columns; zeros where there is none.</summary>
    public Float4 Bias<TView>(Views<TView> operands, int column) where TView : struct, IView<float>
    {
        if (!numbers.Has(ProductEndNumbers.Biased)) return default;
        return Four<StoredFloat32, TView>(operands[GpuProduct.Bias], column, column);
    }

    /// <summary>Reads what four values side by side in a row of C are finished with.</summary>
    /// <param name="operands">The operands of a <see cref="GemmKernel{TEpilogue}"/>.</param>
    /// <param name="c">Where the row begins in C.</param>
    /// <param name="row">The row in the tensors of the map.</param>
    /// <param name="column">The first column; those beyond the last are left out.</param>
    /// <param name="isThere">Whether the row is.</param>
    public ProductInputs Read<TOut, TView>(Views<TView> operands, int c, int row, int column, bool isThere)
        where TOut : struct, IStored
        where TView : struct, IView<float>
    {
        Float4 before = default, first = default, second = default;
        if (isThere)
        {
            var e = (row * numbers.Width) + column;
            if (numbers.Has(ProductEndNumbers.Accumulates)) before = Four<TOut, TView>(operands[GpuProduct.C], c + column, column);
            if (TMap.ReadsB) first = Four<TOut, TView>(operands[GpuProduct.First], e, column);
            if (TMap.ReadsC) second = Four<TOut, TView>(operands[GpuProduct.Second], e, column);
        }
        return new(before, first, second);
    }

    /// <summary>Finishes four values of a row that is there, and stores them.</summary>
    /// <param name="operands">As above.</param>
    /// <param name="c">As above.</param>
    /// <param name="row">As above.</param>
    /// <param name="column">As above.</param>
    /// <param name="v">The sums.</param>
    /// <param name="bias">Of these columns.</param>
    /// <param name="inputs">Of these values.</param>
    public void Write<TOut, TView>(Views<TView> operands, int c, int row, int column, Float4 v, Float4 bias, ProductInputs inputs)
        where TOut : struct, IStored
        where TView : struct, IView<float>
    {
        v += bias;
        if (numbers.Has(ProductEndNumbers.Accumulates)) v += inputs.Before;
        if (numbers.Has(ProductEndNumbers.Stores)) Store<TOut, TView>(operands[GpuProduct.C], c + column, column, v);
        if (!numbers.Has(ProductEndNumbers.Maps | ProductEndNumbers.MapsC)) return;
        Float4 first = inputs.First, second = inputs.Second;
        var mapped = new Float4(
            Mapped(v.X, first.X, second.X), Mapped(v.Y, first.Y, second.Y), Mapped(v.Z, first.Z, second.Z),
            Mapped(v.W, first.W, second.W));
        if (numbers.Has(ProductEndNumbers.MapsC)) Store<TOut, TView>(operands[GpuProduct.C], c + column, column, mapped);
        else Store<TOut, TView>(operands[GpuProduct.Target], (row * numbers.Width) + column, column, mapped);
    }

    // Four elements from a place on, at once where that is allowed; 0 beyond the last column.
    private Float4 Four<TOut, TView>(TView view, int place, int column) where TOut : struct, IStored where TView : struct, IView<float>
    {
        var there = numbers.N - column;
        if (there > 3 && numbers.Has(ProductEndNumbers.InFours)) return TOut.Load4(view, place >> 2);
        float x = 0f, y = 0f, z = 0f, w = 0f;
        if (there > 0) x = TOut.Load(view, place);
        if (there > 1) y = TOut.Load(view, place + 1);
        if (there > 2) z = TOut.Load(view, place + 2);
        if (there > 3) w = TOut.Load(view, place + 3);
        return new(x, y, z, w);
    }

    private void Store<TOut, TView>(TView view, int place, int column, Float4 v)
        where TOut : struct, IStored
        where TView : struct, IView<float>
    {
        var there = numbers.N - column;
        if (there > 3 && numbers.Has(ProductEndNumbers.InFours))
        {
            TOut.Store4(view, place >> 2, v);
            return;
        }
        if (there > 0) TOut.Store(view, place, v.X);
        if (there > 1) TOut.Store(view, place + 1, v.Y);
        if (there > 2) TOut.Store(view, place + 2, v.Z);
        if (there > 3) TOut.Store(view, place + 3, v.W);
    }

    private float Mapped(float v, float first, float second) => map.Of(new F32x1(v), new F32x1(first), new F32x1(second)).V;
}
